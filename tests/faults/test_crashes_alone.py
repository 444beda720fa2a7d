"""A real process is killed while it does what nobody is waiting for: plans, autopay, pages."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.faults.running import far_side, killed, received, recover
from tests.stories.house import House
from tests.stories.pages import link
from tests.stories.planned import autopay_on, planned, plans

AUDIENCE = [
    ("mail", "ap@acme.example"),
    ("mail", "dana@acme.example"),
    ("slack", "T02ACME/U02DANA"),
]
PLACE = '{"channel":"D1","private":true}'
DUE = datetime(2026, 3, 11, 14, tzinfo=UTC)  # the morning of the next day, in New York
TAKEN_AT_DEATH = {"before_charge": 0, "after_charge": 1}  # else whatever was first to be told
AROUND_A_CHARGE = ["before_charge", "after_charge", "after_record", "after_announce"]


async def paid_once(house: House, far: Path, minor: int) -> None:
    """Fail unless the money moved once, the books say so, and everyone heard it once."""
    assert house.taken() == [minor]
    assert await house.payments() == [("succeeded", minor)]
    assert received(house, far, "Paid: ") == AUDIENCE
    await house.balanced()


AFTER_CREDIT = 36000 - 2000
"""What autopay charges for invoice 121: Acme's credit pays first, once."""


@pytest.mark.parametrize("die", AROUND_A_CHARGE)
async def test_fault_01_killed_while_a_planned_payment_is_made_pays_once(
    house: House, seeded_url: str, tmp_path: Path, die: str
) -> None:
    await planned(house, "pay 123 tomorrow")
    await house.work()
    house.mail.sent.clear()
    house.slack.sent.clear()
    house.clock.now = DUE

    await killed(house, seeded_url, tmp_path / "far", die=die, do="work")
    taken_at_death = len(house.taken())
    await recover(house)

    assert taken_at_death == TAKEN_AT_DEATH.get(die, taken_at_death)
    await paid_once(house, tmp_path / "far", 42000)
    assert [state for _, state, _ in await plans(house)] == ["done"]


@pytest.mark.parametrize("die", AROUND_A_CHARGE)
async def test_fault_01_killed_while_autopay_pays_an_invoice_pays_it_once(
    house: House, seeded_url: str, tmp_path: Path, die: str
) -> None:
    await autopay_on(house)
    await house.work()
    house.clock.now = DUE
    await house.work()  # announced: it can be stopped for ten minutes
    assert house.taken() == []
    house.mail.sent.clear()
    house.slack.sent.clear()
    house.clock.advance(minutes=11)

    await killed(house, seeded_url, tmp_path / "far", die=die, do="work")
    taken_at_death = len(house.taken())
    await recover(house)

    assert taken_at_death == TAKEN_AT_DEATH.get(die, taken_at_death)
    await paid_once(house, tmp_path / "far", AFTER_CREDIT)


async def test_fault_02_killed_before_autopay_is_announced_announces_and_pays_once(
    house: House, seeded_url: str, tmp_path: Path
) -> None:
    far = tmp_path / "far"
    await autopay_on(house)
    await house.work()
    house.clock.now = DUE

    await killed(house, seeded_url, far, die="after_record", do="work")
    await house.work()

    assert received(house, far, "About to pay") == AUDIENCE
    assert house.taken() == []
    house.clock.advance(minutes=13)
    await recover(house)
    await paid_once(house, far, AFTER_CREDIT)
    assert received(house, far, "Paid from your credit") == AUDIENCE


@pytest.mark.parametrize("die", ["before_page", "after_page", "before_send", "after_send"])
async def test_fault_02_killed_around_a_page_for_a_method_its_asker_gets_one_that_works(
    house: House, seeded_url: str, tmp_path: Path, die: str
) -> None:
    far = tmp_path / "far"
    asked = await house.ask("dana", "add a card", place=PLACE)

    await killed(house, seeded_url, far, die=die, do="work")
    for _ in range(3):
        house.clock.advance(minutes=3)
        await house.work()

    assert asked.outcome == "method_page_asked"
    assert received(house, far, "Add a payment method") == [("slack", "T02ACME/U02DANA")]
    cards = [each.card for each in house.slack.sent]
    assert len({link(card) for card in cards}) == 1
    assert len(far_side(far)) == (1 if die == "after_send" else 0)
    (page,) = await house.rows("SELECT state, gateway_ref FROM method_pages")
    assert page.state == "open"


@pytest.mark.parametrize("die", ["before_answer", "before_charge", "after_charge"])
async def test_fault_01_killed_while_credit_and_card_pay_together_each_pays_once(
    house: House, seeded_url: str, tmp_path: Path, die: str
) -> None:
    await house.ask("dana", "pay 123 with my credit")
    yes = house.request("dana", "yes")

    await killed(house, seeded_url, tmp_path / "far", die=die, do="ask", requests=[yes])
    again = await house.desk.ask(yes)
    await recover(house)

    assert again.outcome == "payment_started"
    assert house.taken() == [40000]
    assert await house.open_minor("123") == 0
    (credit,) = await house.rows(
        "SELECT sum(minor) AS minor FROM ledger_postings"
        " WHERE account_id = 'acc_acme' AND book = 'credit'"
    )
    assert credit.minor == 0
    await house.balanced()
