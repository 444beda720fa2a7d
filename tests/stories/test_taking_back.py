"""“undo” takes back what was noted just now, and no offer that was made before it."""

import pytest

from assistant.request import Channel
from tests.stories.house import House, sayings
from tests.stories.planned import autopay_on, planned

MAIL = {"channel": Channel.MAIL, "conversation": "m1"}


@pytest.mark.parametrize(
    ("said", "taken_back"),
    [
        ("mute 121", "muted"),
        ("pause reminders until 2026-03-20", "paused"),
        ("we will pay 121 on 2026-03-20", "promise_withdrawn"),
        ("121 is wrong", "dispute_withdrawn"),
        ("I already paid 121", "claim_withdrawn"),
        ("we paid 121 and 123 by wire", "claim_withdrawn"),
    ],
)
async def test_undo_takes_back_what_was_noted_and_leaves_the_offer(
    office: House, said: str, taken_back: str
) -> None:
    await office.ask("dana", "pay 122", **MAIL)
    await office.ask("dana", said, **MAIL)
    undone = await office.ask("dana", "undo", **MAIL)
    states = [row.state for row in await office.rows("SELECT state FROM offers")]

    assert (undone.outcome, states) == (taken_back, ["live"])
    held = await office.rows("SELECT id FROM reminder_holds WHERE ended_at IS NULL")
    assert held == []


async def test_a_no_still_means_the_offer_and_so_does_undo_right_after_it(office: House) -> None:
    await office.ask("dana", "pay 122")
    undone = await office.ask("dana", "undo")
    await office.ask("dana", "pay 122")
    await office.ask("dana", "mute 121")
    refused = await office.ask("dana", "no")

    assert undone.outcome == refused.outcome == "offer_cancelled"


async def test_invoices_muted_in_one_breath_are_muted_each(office: House) -> None:
    asked = await office.ask("dana", "Mute invoices 121 and 122, please")

    assert asked.outcome == "muted"
    brought_back = [part.actions[0].say for part in asked.card.parts]
    assert brought_back == ["unmute invoice 121", "unmute invoice 122"]
    rows = await office.rows("SELECT kind FROM reminder_holds")
    assert [row.kind for row in rows] == ["muted", "muted"]


async def test_what_is_muted_beside_a_payment_leaves_room_for_its_offer(office: House) -> None:
    asked = await office.ask("dana", "mute 121, pay 122", **MAIL)
    muted, offered = asked.card.parts

    assert [each.typed for each in muted.actions] == ["undo"]
    assert offered.title == "Pay 400.00 USD?"


async def test_a_link_for_what_may_not_be_due_says_so(office: House) -> None:
    await office.ask("dana", "121 is wrong")
    await office.ask("ap", "we paid 122 by wire yesterday", **MAIL)
    disputed = await office.ask("dana", "send me a link for 121")
    claimed = await office.ask("dana", "send me a link for 122")
    sound = await office.ask("dana", "send me a link for 123")

    assert disputed.card.paragraphs[0] == (
        "Mind that a dispute is open about invoice 121: pay there only if you want to all the same."
    )
    assert claimed.card.paragraphs[0].startswith("Acme Accounts Payable said on 10 Mar 2026")
    assert len(sound.card.paragraphs) == 1


async def test_a_payment_planned_for_tomorrow_promises_no_word_the_day_before(
    office: House,
) -> None:
    await office.ask("dana", "pay 121 tomorrow")
    tomorrow = await office.ask("dana", "yes")
    await office.ask("dana", "pay 122 on 2026-03-20")
    later = await office.ask("dana", "yes")

    assert "the day before" not in tomorrow.card.paragraphs[0]
    assert "the day before" in later.card.paragraphs[0]


async def test_one_button_calls_off_all_that_is_planned_for_an_invoice(office: House) -> None:
    await planned(office, "pay 122 on 2026-03-12")
    await autopay_on(office)
    listed = await office.ask("dana", "upcoming payments")
    overview = await office.ask("sam", "for acme: overview", conversation="desk")

    off = [each for each in sayings(listed.card) if each.startswith("cancel")]
    assert len(off) == len(set(off)) > 1
    assert "cancel the payment of 122" in off
    (methods,) = [each.value for each in overview.card.facts if each.label == "Pays with"]
    assert methods == "Visa 4242 (ready)"


async def test_an_overview_says_in_words_how_payments_stand(house: House) -> None:
    await house.pay("dana", "122")
    await house.work()
    overview = await house.ask("sam", "for acme: overview", conversation="desk")

    table = overview.card.table
    assert table is not None
    assert table.rows[0][0].endswith("122 (Paid)")
    assert table.rows[1][0].endswith("121 (Received)")
