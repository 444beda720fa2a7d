"""Mail as a way to find things out: whoever probes hears the same each time, and hardly ever."""

import base64

import pytest

from assistant.handlers.mail_loops import LoopGuard
from assistant.handlers.mail_reading import read
from assistant.request import Channel, Proof
from tests.mail_samples import bounce
from tests.stories.house import House, words_of

THERE = "<dlv_" + "0f" * 16 + "@us.example>"


@pytest.mark.parametrize("proof", [Proof.NONE, Proof.ALIGNED])
async def test_fault_85_a_stranger_hears_the_same_of_every_number_and_token(
    office: House, proof: Proof
) -> None:
    words = ("invoice 123", "invoice 999", "pay invoice 201", "yes", "confirm off_1", "stop")
    heard = set()
    for number, each in enumerate(words):
        there = f"<dlv_{number:032x}@us.example>"
        how = {"channel": Channel.MAIL, "proof": proof, "conversation": there}
        answered = await office.ask("eve@evil.example", each, **how)
        heard.add((answered.outcome, words_of(answered.card)))

    assert len(heard) == 1


async def test_fault_85_a_contacts_name_forged_hears_what_any_stranger_hears(
    office: House,
) -> None:
    how = {"channel": Channel.MAIL, "proof": Proof.NONE}
    forged = await office.ask("ap", "what do we owe?", **how)
    stranger = await office.ask("eve@evil.example", "what do we owe?", **how)

    assert words_of(forged.card) == words_of(stranger.card)


async def test_fault_85_another_accounts_invoice_is_one_that_does_not_exist(office: House) -> None:
    heard = [
        words_of((await office.ask("ap", f"invoice {number}", channel=Channel.MAIL)).card)
        for number in ("124", "128")  # as near to their own as each other
    ]

    assert heard[0].replace("124", "#") == heard[1].replace("128", "#")


async def test_fault_85_a_thousand_guessed_bounces_stop_nobody_and_are_not_answered(
    office: House,
) -> None:
    for number in range(50):
        guessed = f"<dlv_{number:032x}@us.example>"
        await office.desk.note_mail(read(bounce("ap@acme.example", status="5.1.1", sent=guessed)))
    await office.work()

    assert await office.rows("SELECT * FROM mail_trouble") == []
    assert office.mail.tried == []


def test_fault_85_a_stranger_is_answered_once_a_day_and_all_of_them_a_thousand_times() -> None:
    guard = LoopGuard(now=lambda: 0.0)
    answered = 0
    for number in range(2_000):
        for _ in range(3):
            sender = f"eve{number}@evil.example"
            if guard.may_greet(sender):
                guard.answered(sender, known=False)
                answered += 1

    assert answered == 1_000


async def test_fault_81_what_is_set_aside_holds_no_card_number_in_the_open(office: House) -> None:
    cards = (b"4242424242424242", b"4242 4242 4242 4242", b"5555-5555-5555-4444")
    raw = b"\xff broken, pay with " + b" or ".join(cards) + b", ref 1234567890123456"

    await office.desk.set_aside(raw, "malformed")

    ((kept,),) = await office.rows("SELECT raw FROM set_aside")
    whole = base64.b64decode(kept)
    assert not any(card in whole for card in cards)
    assert b"ref 1234567890123456" in whole
    assert whole.startswith(b"\xff broken, pay with XXXX")
