"""Rights are what they are at the moment something is done; a code opens one thing, once."""

import asyncio
import re
from datetime import timedelta

import pytest

from assistant.request import Channel
from tests.stories.house import House, sayings, words_of

AP2 = "ap2@acme.example"
VIC = "vic@acme.example"
DEMOTE = "UPDATE contacts SET role = 0 WHERE person_id = 'per_dana_acme'"
MOVE = "UPDATE contacts SET account_id = 'acc_globex' WHERE person_id = :who"


async def asked(house: House, words: str = f"add {AP2} as payer") -> str:
    """Have the address asked; the words of the mail it got."""
    await house.ask("dana", words)
    answered = await house.ask("dana", "yes")
    assert answered.outcome == "contact_asked", answered.card
    await house.work()
    cards = [each.card for each in house.mail.sent if each.address == AP2]
    return next(say for say in sayings(cards[-1]) if say.startswith("verify"))


async def is_contact(house: House, email: str = AP2) -> bool:
    query = "SELECT 1 FROM contacts JOIN people ON people.id = person_id WHERE email = :email"
    return bool(await house.rows(query, email=email))


# --- 79: rights are checked when it is done


async def test_fault_79_an_admin_revoked_while_a_yes_is_pending_changes_nothing(
    office: House,
) -> None:
    await office.ask("dana", f"add {AP2} as payer")
    await office.change(DEMOTE)

    answered = await office.ask("dana", "yes")

    assert answered.outcome == "not_allowed"
    assert await office.rows("SELECT id FROM people WHERE email = :a", a=AP2) == []


async def test_fault_79_an_admin_revoked_before_the_address_answers_grants_nothing(
    house: House,
) -> None:
    code = await asked(house)
    await house.change(DEMOTE)

    answered = await house.ask(AP2, code, channel=Channel.MAIL)

    assert answered.outcome == "code_refused"
    assert not await is_contact(house)


async def test_fault_79_a_role_offered_before_somebody_left_is_not_given(office: House) -> None:
    await office.ask("dana", "make vic an admin")
    await office.change("DELETE FROM contacts WHERE person_id = 'per_vic_acme'")

    answered = await office.ask("dana", "yes")

    assert answered.outcome == "contact_refused"
    assert not await is_contact(office, VIC)


async def test_fault_79_a_role_that_changed_meanwhile_is_not_raised(office: House) -> None:
    await office.ask("dana", "make vic an admin")
    await office.change("UPDATE contacts SET role = 1 WHERE person_id = 'per_vic_acme'")

    answered = await office.ask("dana", "yes")

    assert answered.outcome == "contact_refused"
    roles = await office.rows("SELECT role FROM contacts WHERE person_id = 'per_vic_acme'")
    assert [row.role for row in roles] == [1]


async def test_fault_79_an_admin_who_was_moved_changes_neither_account(office: House) -> None:
    offered = await office.ask("dana", f"add {AP2} as payer")
    confirm = next(say for say in sayings(offered.card) if say.startswith("confirm"))
    await office.change("DELETE FROM contacts WHERE account_id = 'acc_acme_eu'")
    await office.change("DELETE FROM contacts WHERE person_id = 'per_kenji_kumo'")
    await office.change(
        "UPDATE contacts SET account_id = 'acc_kumo' WHERE person_id = 'per_dana_acme'"
    )

    answered = await office.ask("dana", confirm)

    assert answered.outcome == "contact_refused"
    assert "Acme" not in words_of(answered.card)
    assert await office.rows("SELECT id FROM people WHERE email = :a", a=AP2) == []


async def test_fault_79_a_payer_moved_to_another_account_pays_for_neither(house: House) -> None:
    offered = await house.ask("ap", "pay invoice 123", channel=Channel.MAIL)
    confirm = next(say for say in sayings(offered.card) if say.startswith("confirm"))
    await house.change(MOVE, who="per_ap_acme")

    answered = await house.ask("ap", confirm, channel=Channel.MAIL)
    await house.work()

    assert answered.outcome != "payment_started"
    assert "123" not in words_of(answered.card)
    assert house.taken() == []


async def test_fault_79_somebody_elses_change_cannot_be_confirmed(office: House) -> None:
    await office.change("UPDATE contacts SET role = 2 WHERE person_id = 'per_vic_acme'")
    offered = await office.ask("dana", f"add {AP2} as payer")
    confirm = next(say for say in sayings(offered.card) if say.startswith("confirm"))

    answered = await office.ask("vic", confirm)

    assert answered.outcome == "contact_refused"
    assert AP2 not in words_of(answered.card)


async def test_fault_79_who_became_people_only_meanwhile_is_left_alone(house: House) -> None:
    code = await asked(house)
    await house.change("UPDATE accounts SET contact_changes = 'handoff' WHERE id = 'acc_acme'")

    answered = await house.ask(AP2, code, channel=Channel.MAIL)

    assert answered.outcome == "code_refused"
    assert not await is_contact(house)


# --- two at once


async def test_two_admins_who_remove_each_other_leave_one(office: House) -> None:
    await office.change("UPDATE contacts SET role = 2 WHERE person_id = 'per_vic_acme'")

    answers = await asyncio.gather(
        office.ask("dana", f"remove {VIC} for good"),
        office.ask("vic", "remove dana@acme.example for good"),
    )

    admins = await office.rows(
        "SELECT person_id FROM contacts WHERE account_id = 'acc_acme' AND role = 2"
    )
    assert len(admins) == 1
    assert sorted(each.outcome for each in answers) != ["contact_done", "contact_done"]


async def test_the_same_code_twice_at_once_adds_one_contact(house: House) -> None:
    code = await asked(house)

    answers = await asyncio.gather(
        *(house.ask(AP2, code, channel=Channel.MAIL, conversation=f"c{n}") for n in range(4))
    )

    assert sorted(each.outcome for each in answers) == [
        "address_verified",
        *["code_refused"] * 3,
    ]
    assert await is_contact(house)


async def test_a_yes_twice_at_once_asks_the_address_once(house: House) -> None:
    offered = await house.ask("dana", f"add {AP2} as payer")
    confirm = next(say for say in sayings(offered.card) if say.startswith("confirm"))

    await asyncio.gather(*(house.ask("dana", confirm) for _ in range(3)))
    await house.work()

    assert len([each for each in house.mail.sent if each.address == AP2]) == 1


# --- 61: the code


async def test_fault_61_a_code_works_once(house: House) -> None:
    code = await asked(house)

    first = await house.ask(AP2, code, channel=Channel.MAIL)
    again = await house.ask(AP2, code, channel=Channel.MAIL)

    assert (first.outcome, again.outcome) == ("address_verified", "code_refused")


async def test_fault_61_a_code_expires(house: House) -> None:
    code = await asked(house)
    house.clock.now += timedelta(hours=72)

    answered = await house.ask(AP2, code, channel=Channel.MAIL)

    assert answered.outcome == "code_refused"
    assert not await is_contact(house)


async def test_fault_61_a_code_of_another_sender_opens_nothing(house: House) -> None:
    code = await asked(house)

    for who in ("vic", "kenji", "dana"):
        assert (await house.ask(who, code)).outcome == "code_refused"
    stranger = await house.ask("eve@evil.example", code, channel=Channel.MAIL)

    assert stranger.outcome == "stranger"
    assert (await house.ask(AP2, code, channel=Channel.MAIL)).outcome == "address_verified"


async def test_fault_61_after_a_few_wrong_codes_the_right_one_is_dead(house: House) -> None:
    code = await asked(house)
    wrong = "verify " + "-".join(["bbbbb"] * 6)

    for _ in range(5):
        assert (await house.ask(AP2, wrong, channel=Channel.MAIL)).outcome == "code_refused"
    answered = await house.ask(AP2, code, channel=Channel.MAIL)

    assert answered.outcome == "code_refused"
    assert not await is_contact(house)


@pytest.mark.parametrize("style", ["upper", "wrapped", "bare", "spaced"])
async def test_fault_61_a_code_that_was_wrapped_or_written_large_still_works(
    house: House, style: str
) -> None:
    code = await asked(house)
    written = {
        "upper": code.upper(),
        "wrapped": f"{code[:20]}\n{code[20:]}",
        "bare": code.removeprefix("verify "),
        "spaced": code.replace("-", " - "),
    }[style]

    answered = await house.ask(AP2, written, channel=Channel.MAIL)

    assert answered.outcome == "address_verified"


async def test_fault_61_asking_again_makes_the_first_code_worthless(house: House) -> None:
    first = await asked(house)
    second = await asked(house)

    assert first != second
    assert (await house.ask(AP2, first, channel=Channel.MAIL)).outcome == "code_refused"
    assert (await house.ask(AP2, second, channel=Channel.MAIL)).outcome == "address_verified"


async def test_fault_61_a_code_has_at_least_128_bits_and_no_digit_a_mask_could_eat(
    house: House,
) -> None:
    letters = re.sub("[^a-z]", "", (await asked(house)).removeprefix("verify "))

    assert 20 ** len(letters) >= 2**128


async def test_a_question_taken_back_before_it_was_sent_is_not_sent(house: House) -> None:
    offered = await house.ask("dana", f"add {AP2} as payer")
    cancel = next(say for say in sayings(offered.card) if say.startswith("cancel"))
    await house.ask("dana", "yes")
    await house.ask("dana", cancel)
    await house.work()

    assert [each for each in house.mail.sent if each.address == AP2] == []
