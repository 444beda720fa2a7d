"""What people do besides writing: slash commands, buttons, forms."""

from typing import Any, TypedDict, Unpack

from assistant.sandbox.slack import payloads, typed, view_limits, views, widgets
from assistant.sandbox.slack.chat import check_content
from assistant.sandbox.slack.delivery import Delivery
from assistant.sandbox.slack.feed import Change
from assistant.sandbox.slack.hooks import respond
from assistant.sandbox.slack.part import Part
from assistant.sandbox.slack.records import Body, Channel, Message, User
from assistant.sandbox.slack.refusal import RefusalError
from assistant.sandbox.slack.stage import Hook, View

TROUBLE = "We had some trouble connecting. Try again?"


class Press(TypedDict, total=False):
    """What is chosen; ``value`` may differ from the button's own, as a forger's would."""

    value: Any
    block_id: str
    state: Body


class Pressing(Part):
    """Everybody's keyboard and mouse."""

    async def command(
        self, user: str | User, command: str, text: str = "", channel: str | Channel | None = None
    ) -> Delivery:
        """Send a slash command; its acknowledged answer is shown like any other message.

        Slack offers an app's commands only to members of workspaces where it is installed, so
        others get Slackbot's words and the delivery has no attempts.
        """
        person = self._active(user)
        place = self._command_place(person, channel)
        typed_in = {"command": command, "text": typed.escaped(text).strip()}
        if person.team_id not in self.stage.installs.by_team:
            self._slackbot_says(place, person, f"{command} is not a valid command.")
            return Delivery("slash_commands", typed_in, ())
        hook = Hook(person.team_id, place.id, person.id, self.stage.now())
        url = self.stage.hook(hook, "commands")
        payload = payloads.command(self.stage, person, place, response_url=url, **typed_in)
        delivery = await self.courier.deliver("slash_commands", payload)
        self._show_answer(delivery, hook, person, command)
        return delivery

    def _command_place(self, person: User, channel: str | Channel | None) -> Channel:
        if channel is not None:
            return self.stage.workspace.channel(channel)
        return self.stage.workspace.dm(self._installed_for(person).bot_user, person)

    def _show_answer(self, delivery: Delivery, hook: Hook, person: User, command: str) -> None:
        place = self.stage.workspace.channels[hook.channel]
        if not delivery.acked:
            timed_out = any(a.outcome in ("timeout", "ack_lost") for a in delivery.attempts)
            why = "operation_timeout" if timed_out else "dispatch_failed"
            self._slackbot_says(place, person, f"{command} failed with the error “{why}”")
            return
        answer = delivery.answer
        if not answer or not (answer.get("text") or answer.get("blocks")):
            return
        try:
            check_content(self.stage, answer)
        except RefusalError as refused:
            self.complaints.append(f"answer to {command}: {refused.word} {refused.extra}")
            return
        public = answer.get("response_type") == "in_channel"
        message = respond(self.stage, hook, answer, ephemeral_to=None if public else person.id)
        hook.message_ts = message.ts

    async def click(
        self, user: str | User, where: Message | View, action_id: str, **press: Unpack[Press]
    ) -> Delivery:
        """Press a button or choose in a menu, of a message, a modal or a Home tab.

        An element that is gone can still be pressed by giving its ``value``: an old client would.
        """
        person = self._active(user)
        action = self._action(where, action_id, press)
        if isinstance(where, View):
            payload = payloads.view_action(self.stage, person, where)
            self._remember(where, action)
        else:
            payload = self._message_click(person, where)
        payload["actions"] = [action]
        if state := press.get("state"):
            payload["state"] = {"values": state}
        return await self.courier.deliver("interactive", payload)

    def _action(self, where: Message | View, action_id: str, press: Press) -> Body:
        value, block_id = press.get("value"), press.get("block_id")
        try:
            place, element = widgets.find(where.blocks, action_id, block_id)
        except KeyError:
            if value is None:
                raise
            text = {"type": "plain_text", "text": action_id}
            place, element = block_id or "gone", {"type": "button", "text": text}
        ids = {"action_id": action_id, "block_id": place}
        return ids | widgets.chosen(element, value) | {"action_ts": self.stage.workspace.next_ts()}

    def _remember(self, view: View, action: Body) -> None:
        kept = {k: v for k, v in action.items() if k not in ("action_id", "block_id", "action_ts")}
        if action["type"] != "button":
            values = view.body["state"]["values"]
            values.setdefault(action["block_id"], {})[action["action_id"]] = kept

    def _message_click(self, person: User, message: Message) -> Body:
        if message.ephemeral_to not in (None, person.id):
            raise ValueError(f"{person.name} cannot see this message")
        channel = self.stage.workspace.channels[message.channel]
        by = self._installed_for(person, channel)
        hook = Hook(by.team_id, channel.id, person.id, self.stage.now(), message.ts)
        url = self.stage.hook(hook, "actions")
        body = payloads.message_action(self.stage, by, person, message)
        return body | {"response_url": url}

    async def shortcut(
        self, user: str | User, callback_id: str, message: Message | None = None
    ) -> Delivery:
        """Choose one of the app's shortcuts: a global one, or one on a message that they see."""
        person = self._active(user)
        if message is None:
            payload = payloads.shortcut(self.stage, person, callback_id)
        else:
            channel = self.stage.workspace.channels[message.channel]
            by = self._installed_for(person, channel)
            hook = Hook(by.team_id, channel.id, person.id, self.stage.now(), message.ts)
            url = self.stage.hook(hook, "actions")
            body = payloads.message_shortcut(self.stage, by, person, message)
            payload = body | {"callback_id": callback_id, "response_url": url}
        return await self.courier.deliver("interactive", payload)

    async def submit(self, user: str | User, view: View, values: Body | None = None) -> Delivery:
        """Fill in and send a modal; the answer's ``response_action`` is carried out.

        ``values`` maps an action id or block id to what is typed or chosen, or is a whole
        ``state.values``; what is left out keeps its initial value.
        """
        person = self._active(user)
        if view.closed:
            raise ValueError("this modal is closed")
        view.body["state"] = {"values": _state(view, values or {})}
        payload = payloads.view_submission(self.stage, person, view)
        delivery = await self.courier.deliver("interactive", payload)
        self._after_submit(view, delivery)
        return delivery

    def _after_submit(self, view: View, delivery: Delivery) -> None:
        if not delivery.acked:
            view.errors = {"": TROUBLE}
            return
        answer = delivery.answer or {}
        try:
            self._respond_to_submit(view, answer)
        except RefusalError as refused:
            view.errors = {"": TROUBLE}
            self.complaints.append(f"answer to a submission: {refused.word} {refused.extra}")

    def _respond_to_submit(self, view: View, answer: Body) -> None:
        by = self.stage.installs.by_team[view.body["app_installed_team_id"]]
        match answer.get("response_action"):
            case "errors":
                self._show_errors(view, dict(answer.get("errors") or {}))
            case "update":
                view_limits.check_view(answer.get("view"))
                views.replace_body(self.stage, by, view, answer["view"])
            case "push":
                view_limits.check_view(answer.get("view"))
                views.push(self.stage, by, view, answer["view"])
            case "clear":
                for other in self.stage.views.values():
                    if other.root == view.root:
                        self._close(other)
            case None:
                self._close(view)
            case other:
                raise RefusalError(f"unknown response_action {other}")

    def _show_errors(self, view: View, errors: dict[str, str]) -> None:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not errors or errors.keys() - inputs:
            raise RefusalError("invalid_errors", blocks=sorted(errors.keys() - inputs))
        view.errors = errors
        self.stage.feed.publish(Change("view", view.id, only_for=view.user))

    def _close(self, view: View) -> None:
        view.closed = True
        self.stage.feed.publish(Change("view", view.id, only_for=view.user))

    async def close(self, user: str | User, view: View) -> Delivery | None:
        """Cancel a modal; the app hears of it only when it asked to (``notify_on_close``)."""
        self._close(view)
        if not view.body.get("notify_on_close"):
            return None
        person = self._active(user)
        payload = payloads.view_closed(self.stage, person, view, cleared=False)
        return await self.courier.deliver("interactive", payload)


def _state(view: View, values: Body) -> Body:
    if values and all(_is_raw(value) for value in values.values()):
        return values
    state: Body = {key: dict(kept) for key, kept in view.body["state"]["values"].items()}
    for block in view.blocks:
        element = block.get("element") if block["type"] == "input" else None
        if element is None:
            continue
        block_id, action_id = block["block_id"], element.get("action_id", "")
        given = values.get(action_id, values.get(block_id, widgets.initial(element)))
        if given in (None, "", []) and not block.get("optional"):
            raise ValueError(f"{block_id}/{action_id} is required")
        state.setdefault(block_id, {})[action_id] = widgets.chosen(element, given)
    return state


def _is_raw(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(v, dict) for v in value.values())
