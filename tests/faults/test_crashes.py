"""A real process is killed at the worst moments; the next one loses nothing and repeats nothing."""

from pathlib import Path

import pytest

from assistant.request import Channel
from tests.faults.running import far_side, killed, received, recover
from tests.stories.house import House
from tests.stories.issued import issued

AUDIENCE = [
    ("mail", "ap@acme.example"),
    ("mail", "dana@acme.example"),
    ("slack", "T02ACME/U02DANA"),
]


@pytest.mark.parametrize("die", ["before_charge", "after_charge", "after_record", "after_announce"])
async def test_fault_01_and_02_killed_around_the_charge_pays_once_and_tells_everyone_once(
    house: House, seeded_url: str, tmp_path: Path, die: str
) -> None:
    far = tmp_path / "far"
    await house.ask("dana", "pay invoice 123", channel=Channel.TERMINAL)
    yes = house.request("dana", "yes", channel=Channel.TERMINAL)

    await killed(house, seeded_url, far, die=die, do="ask", requests=[yes])
    taken_at_death = house.taken()
    again = await house.desk.ask(yes)
    await recover(house)

    assert taken_at_death == ([] if die == "before_charge" else [42000])
    assert again.outcome == "payment_started"
    assert house.taken() == [42000]
    assert await house.payments() == [("succeeded", 42000)]
    assert received(house, far, "Paid") == AUDIENCE
    assert len(far_side(far)) + len(house.mail.sent) + len(house.slack.sent) == len(AUDIENCE)
    await house.balanced()


async def test_fault_01_the_invoice_stays_taken_while_the_killed_payment_is_open(
    house: House, seeded_url: str, tmp_path: Path
) -> None:
    await house.ask("dana", "pay invoice 123", channel=Channel.TERMINAL)
    yes = house.request("dana", "yes", channel=Channel.TERMINAL)

    await killed(house, seeded_url, tmp_path / "far", die="after_charge", do="ask", requests=[yes])
    other = await house.ask("ap", "pay invoice 123", channel=Channel.MAIL)
    await house.work()

    assert other.outcome == "being_paid"
    assert house.taken() == [42000]


@pytest.mark.parametrize("die", ["before_answer", "before_send"])
async def test_fault_05_killed_between_accepting_and_answering_the_answer_comes_once(
    house: House, seeded_url: str, tmp_path: Path, die: str
) -> None:
    far = tmp_path / "far"
    asked = house.request("dana", "pay invoice 123", place="p")

    acknowledged = await killed(house, seeded_url, far, die=die, do="accept", requests=[asked])
    retried = await house.desk.accept(asked)
    await recover(house)

    assert acknowledged.split() == [asked.key]
    assert retried is False
    assert received(house, far, "Pay 420.00 USD?") == [("slack", "T02ACME/U02DANA")]
    assert len(house.slack.sent) == 1
    assert len(await house.rows("SELECT id FROM offers")) == 1


async def test_fault_04_a_mail_fetched_again_after_the_kill_is_one_command(
    house: House, seeded_url: str, tmp_path: Path
) -> None:
    """Killed before the mail was marked as seen: the mailbox shows it again."""
    far = tmp_path / "far"
    await house.ask("ap", "pay invoice 123", channel=Channel.MAIL, conversation="m")
    mail = house.request("ap", "yes", channel=Channel.MAIL, conversation="m", place="{}")

    await killed(house, seeded_url, far, die="after_charge", do="accept", requests=[mail])
    await house.desk.take_mail(mail)
    await recover(house)

    assert house.taken() == [42000]
    assert received(house, far, "Paying") == [("mail", "ap@acme.example")]
    assert received(house, far, "Paid") == AUDIENCE


async def test_fault_03_killed_after_the_far_side_took_it_resends_once_and_says_so(
    house: House, seeded_url: str, tmp_path: Path
) -> None:
    far = tmp_path / "far"
    await house.ask("dana", "pay invoice 123", channel=Channel.TERMINAL)
    yes = house.request("dana", "yes", channel=Channel.TERMINAL)

    await killed(house, seeded_url, far, die="after_send", do="ask", requests=[yes])
    await recover(house)
    await recover(house)

    (taken_by_the_dead,) = far_side(far)
    sent = [each.delivery_id for each in (*house.mail.sent, *house.slack.sent)]
    assert received(house, far, "Paid") == AUDIENCE
    assert len(sent) == len(set(sent)) == len(AUDIENCE)
    assert taken_by_the_dead["id"] in sent
    assert house.taken() == [42000]
    query = "SELECT error FROM deliveries WHERE id = :id"
    (row,) = await house.rows(query, id=taken_by_the_dead["id"])
    assert "twice" in row.error


async def test_fault_03_a_process_that_dies_on_every_send_does_not_repeat_for_ever(
    house: House, seeded_url: str, tmp_path: Path
) -> None:
    far = tmp_path / "far"
    asked = house.request("dana", "help", place="p")

    await killed(house, seeded_url, far, die="after_send", do="accept", requests=[asked])
    for _ in range(2):
        house.clock.advance(minutes=3)
        other = house.request("vic", "help", place="p")  # something of its own to die on
        await killed(house, seeded_url, far, die="after_send", do="accept", requests=[other])
    await recover(house)

    taken = [each["id"] for each in far_side(far) if each["address"] == "T02ACME/U02DANA"]
    taken += [each.delivery_id for each in house.slack.sent if "U02DANA" in each.address]
    assert len(taken) <= 2
    assert len(set(taken)) == 1


@pytest.mark.parametrize("die", ["after_record", "after_announce", "before_send", "after_send"])
async def test_fault_02_killed_on_the_way_of_several_invoices_each_is_told_in_one_message(
    house: House, seeded_url: str, tmp_path: Path, die: str
) -> None:
    far = tmp_path / "far"
    await issued(house, dict.fromkeys(("121", "122", "123"), "acc_acme"))

    await killed(house, seeded_url, far, die=die, do="work")
    await recover(house)

    dana = [("mail", "dana@acme.example"), ("slack", "T02ACME/U02DANA")]
    assert received(house, far, "3 new invoices: 1,180.00 USD") == dana
    assert received(house, far, "New invoice") == []
    tries = [*far_side(far), *house.mail.sent, *house.slack.sent]
    assert len(tries) == len(dana) + (die == "after_send")
