"""Forms in Slack: opened at a press, checked by the line when they are sent."""

import structlog
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.card import Card, Form, Tone
from assistant.handlers.slack_acks import json_ack, respond
from assistant.handlers.slack_interactions import kept
from assistant.handlers.slack_line import Line
from assistant.handlers.slack_said import Filled, FormAsked
from assistant.render import slack_form
from assistant.render.slack import render
from assistant.replies import forms

log = structlog.get_logger(__name__)


class SlackModals:
    """Opens what a button carries, and hands on what somebody filled in."""

    def __init__(self, client: AsyncWebClient, line: Line) -> None:
        self._client = client
        self._line = line

    async def open(self, asked: FormAsked) -> None:
        """Open the form; where Slack will not, say kindly how to go on without it."""
        form = asked.form or forms.question(await self._line.speaks(asked.spot.sender))
        view = slack_form.modal(form, kept(asked.spot, form))
        try:
            await self._client.views_open(trigger_id=asked.trigger, view=view)
        except SlackApiError as error:
            log.info("slack_form_not_shown", why=error.response.get("error"))
            await self._excuse(asked, form)

    async def _excuse(self, asked: FormAsked, form: Form) -> None:
        message = render(forms.not_shown(form), form.locale)
        if asked.later and await respond(self._client, asked.later, message):
            return
        await self._client.chat_postMessage(
            channel=asked.spot.user, text=message.text, blocks=message.blocks
        )

    async def filled(self, filled: Filled) -> BoltResponse:
        """Close the form, its answer on its way; or show below its first input what is wrong."""
        card = await self._line.answer(filled.request, unless_refused=True)
        if card.tone is not Tone.PROBLEM:
            return BoltResponse(status=200)
        errors = {filled.first: slack_form.error(_why(card))}
        return json_ack({"response_action": "errors", "errors": errors})


def _why(card: Card) -> str:
    choices = [f"{number}. {each.label}" for number, each in enumerate(card.choices, start=1)]
    return " ".join([f"{card.title}.".replace("?.", "?"), *card.paragraphs, *choices])
