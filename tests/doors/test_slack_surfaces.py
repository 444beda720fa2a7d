"""Slack's other surfaces through the real door: Home, forms, shortcuts, the agent's talk."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from assistant.app import serving_doors
from assistant.handlers.slack_interactions import ASK, ASK_ABOUT
from assistant.sandbox.slack import Message, View
from assistant.sandbox.together import SHARED_CHANNEL, Sandbox, sandbox
from assistant.web import free_port

PATIENCE = 20.0
DANA, VIC, SAM = "U02DANA", "U02VIC", "U01SAM"


@pytest.fixture(params=["socket mode", "signed HTTP"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with _open(tmp_path, socket_mode=request.param == "socket mode") as world:
        yield world


@asynccontextmanager
async def _open(folder: Path, *, socket_mode: bool = True) -> AsyncIterator[Sandbox]:
    port = free_port()
    async with (
        sandbox(folder, http_port=port, socket_mode=socket_mode) as world,
        serving_doors(world.settings),
    ):
        if socket_mode:
            await world.slack.connected(timeout=PATIENCE)
        yield world


async def _said(house: Sandbox, pattern: str) -> Message:
    return await house.slack.wait_for_message(lambda m: bool(re.search(pattern, m.text)), PATIENCE)


async def _form(house: Sandbox, user: str = DANA) -> View:
    """The form that is open in front of somebody."""
    views = house.slack.stage.views
    await house.slack.until(
        lambda: any(v.user == user and not v.closed for v in views.values()), PATIENCE
    )
    return next(v for v in reversed(views.values()) if v.user == user and not v.closed)


async def _home(house: Sandbox, user: str = DANA) -> View:
    await house.slack.open_home(user)
    await house.slack.until(lambda: user in house.slack.stage.homes, PATIENCE)
    return house.slack.stage.homes[user]


async def test_another_amount_is_filled_in_offered_and_paid(house: Sandbox) -> None:
    slack = house.slack
    await slack.say(DANA, "pay invoice 123", dm=True)
    offer = await _said(house, "Pay 420.00 USD")

    await _press(house, offer, "Pay another amount…")
    form = await _form(house)
    await slack.submit(DANA, form, {"amount": "50"})
    part = await _said(house, "Pay 50.00 USD")
    await slack.click(DANA, part, "action-1")
    await _said(house, "Paid: 50.00 USD|50.00 USD.*invoice 123")

    assert form.closed
    assert "visa" in str(form.body["state"])
    await slack.until(lambda: [c.amount for c in house.stripe.charges()] == [5000], PATIENCE)
    assert slack.complaints == []


async def test_what_is_wrong_is_said_in_the_form_which_stays_open(house: Sandbox) -> None:
    slack = house.slack
    await slack.say(DANA, "invoice 123", channel=SHARED_CHANNEL, mention=True)
    shown = await _said(house, "Invoice 123 of Acme")
    await _press(house, shown, "Pay another amount…")
    form = await _form(house)

    await slack.submit(DANA, form, {"amount": "9999"})

    assert not form.closed
    assert "420.00 USD" in form.errors["amount"]
    await slack.submit(DANA, form, {"amount": "100,00"})
    offer = await _said(house, "Pay 100.00 USD")
    assert form.closed
    assert offer.ephemeral_to == DANA
    assert offer.channel == SHARED_CHANNEL


async def test_a_trigger_that_came_too_late_ends_in_kind_words(house: Sandbox) -> None:
    slack = house.slack
    slack.faults.refuse("views.open", "expired_trigger_id")
    await slack.say(DANA, "pay invoice 123", dm=True)
    offer = await _said(house, "Pay 420.00 USD")

    await _press(house, offer, "Pay another amount…")

    excuse = await _said(house, "took too long to open")
    assert "pay 210.00 USD of 123 with visa 4242" in excuse.text  # another amount than offered
    assert house.stripe.charges() == []


async def test_the_home_tab_shows_what_its_owner_may_see(house: Sandbox) -> None:
    home = await _home(house)

    for words in ("Billing summary of Acme", "Invoices of Acme", "Payment methods of Acme"):
        assert words in home.shown
    for words in ("You have no open case", "How I write to you", "Slack first"):
        assert words in home.shown
    assert "Pay 123" in home.shown
    assert "Switch to Acme EU" in home.shown
    assert house.slack.complaints == []


async def test_a_button_of_the_home_tab_answers_in_a_direct_message(house: Sandbox) -> None:
    slack = house.slack
    home = await _home(house)
    block, button = _button(home, "pay invoice 123")

    await slack.click(DANA, home, button, block_id=block)
    await _said(house, "Pay 420.00 USD")
    await slack.say(DANA, "yes", dm=True)

    await _said(house, "Paid: invoice 123")
    assert [charge.amount for charge in house.stripe.charges()] == [42000]


async def test_switching_the_account_draws_the_home_tab_afresh(house: Sandbox) -> None:
    home = await _home(house)
    block, button = _button(home, "switch to Acme EU")

    await house.slack.click(DANA, home, button, block_id=block)

    stage = house.slack.stage
    await house.slack.until(lambda: "Invoices of Acme EU" in stage.homes[DANA].shown, PATIENCE)


async def test_an_open_case_stands_on_the_home_tab_of_whoever_opened_it(house: Sandbox) -> None:
    await house.slack.say(DANA, "talk to a human", dm=True)
    await _said(house, "Case 1 is open")

    home = await _home(house)

    assert "Case 1" in home.shown
    assert "a person asked for" in home.shown
    assert "Case 1" not in (await _home(house, VIC)).shown


async def test_an_agent_writes_to_the_customer_in_a_form_and_sees_it_before_it_goes(
    house: Sandbox,
) -> None:
    slack = house.slack
    await slack.say(DANA, "talk to a human", dm=True)
    await _said(house, "Case 1 is open")
    await slack.say(SAM, "case 1", dm=True)
    shown = await _said(house, "^Case 1: Dana")

    await _press(house, shown, "Reply to customer", who=SAM)
    form = await _form(house, SAM)
    await slack.submit(SAM, form, {"words": "We have looked.\n\nIt is corrected."})
    preview = await _said(house, "Send this to Dana")
    before = [m for m in slack.in_dm(DANA) if "It is corrected" in m.text]
    await _press(house, preview, "Send", who=SAM)
    answer = await _said(house, "Sam Okafor answers you")

    assert before == []
    assert answer.channel == slack.dm(DANA)
    assert "We have looked.\nIt is corrected." in answer.text
    assert slack.complaints == []


async def test_a_strangers_home_tab_tells_nothing(house: Sandbox) -> None:
    house.slack.add_user("mallory", team="T02ACME", id="U02MAL", email="dana@acme.example")

    home = await _home(house, "U02MAL")

    assert "I do not know yet who you are" in home.shown
    assert "Acme" not in home.shown
    assert home.shown.count("I do not know yet who you are") == 1


async def test_a_message_somebody_points_at_is_asked_for_them_alone(house: Sandbox) -> None:
    slack = house.slack
    theirs = await slack.say(VIC, "what do we owe?", channel=SHARED_CHANNEL)

    await slack.shortcut(DANA, ASK_ABOUT, theirs.message)

    answer = await _said(house, "Balance of Acme")
    assert answer.ephemeral_to == DANA
    assert answer.channel == SHARED_CHANNEL


async def test_pointing_at_a_yes_confirms_nothing(house: Sandbox) -> None:
    slack = house.slack
    await slack.say(DANA, "pay invoice 123", channel=SHARED_CHANNEL, mention=True)
    await _said(house, "Pay 420.00 USD")
    theirs = await slack.say(VIC, "yes", channel=SHARED_CHANNEL)
    mine = await slack.say(DANA, "confirm", channel=SHARED_CHANNEL)

    await slack.shortcut(DANA, ASK_ABOUT, theirs.message)
    await slack.shortcut(DANA, ASK_ABOUT, mine.message)
    await slack.say(DANA, "what do we owe?", channel=SHARED_CHANNEL, mention=True)
    await _said(house, "Balance of Acme")

    assert house.stripe.charges() == []


async def test_a_shortcut_asks_anything_from_anywhere(house: Sandbox) -> None:
    slack = house.slack

    await slack.shortcut(DANA, ASK)
    form = await _form(house)
    await slack.submit(DANA, form, {"words": "what do we owe?"})

    answer = await _said(house, "Balance of Acme")
    assert answer in slack.in_dm(DANA)


async def test_opening_the_talk_suggests_what_can_be_said(house: Sandbox) -> None:
    slack = house.slack
    await slack.open_home(DANA, tab="messages")

    await slack.until(lambda: bool(slack.called("assistant.threads.setSuggestedPrompts")), PATIENCE)
    [call] = slack.called("assistant.threads.setSuggestedPrompts")
    said = [each["message"] for each in call.args["prompts"]]
    assert "show my invoices" in said
    assert 1 <= len(said) <= 4


async def test_in_an_agents_thread_the_answer_comes_there_after_a_sign_of_work(
    house: Sandbox,
) -> None:
    slack = house.slack
    first = await slack.say(DANA, "hello", dm=True)
    await slack.say(DANA, "what do we owe?", dm=True, thread_ts=first.message.ts)

    answer = await _said(house, "Balance of Acme")

    assert answer.thread_ts == first.message.ts
    [sign] = slack.called("assistant.threads.setStatus")
    posted = [c for c in slack.called("chat.postMessage") if "Balance of Acme" in c.args["text"]]
    assert sign.at <= posted[0].at


async def test_47_metadata_that_names_another_place_shows_nothing_to_others(
    house: Sandbox,
) -> None:
    slack = house.slack
    await slack.say(DANA, "pay invoice 123", dm=True)
    offer = await _said(house, "Pay 420.00 USD")
    await _press(house, offer, "Pay another amount…")
    form = await _form(house)
    theirs = slack.dm(VIC)
    tampered = {"says": "pay {amount} of 123", "channel": theirs, "thread_ts": ""}
    form.body["private_metadata"] = json.dumps(tampered)

    await slack.submit(DANA, form, {"amount": "50"})

    offer = await _said(house, "Pay 50.00 USD")
    assert offer.channel == slack.dm(DANA)
    assert not [m for m in slack.messages(theirs, VIC) if "50.00" in m.text]


async def _press(house: Sandbox, message: Message, label: str, *, who: str = DANA) -> None:
    """Press the button that is called so."""
    for block in message.blocks:
        for element in block.get("elements", ()):
            if element["text"] and element.get("action_id") and element["text"]["text"] == label:
                await house.slack.click(who, message, element["action_id"])
                return
    raise AssertionError(f"no button {label!r} in {message.blocks}")


def _button(view: View, says: str) -> tuple[str, str]:
    for block in view.blocks:
        for element in block.get("elements", ()):
            if element.get("value") == says:
                return block["block_id"], element["action_id"]
    raise AssertionError(f"nothing says {says!r}")
