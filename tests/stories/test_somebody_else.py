"""“I am not the right person”: whom they name stands in the case, and may be offered at once."""

import pytest

from assistant.request import Channel
from tests.stories.house import House, sayings, words_of

NOT_ME = "I am not the right person for this"
MAIL = {"channel": Channel.MAIL, "conversation": "m1"}
SLACK = {"channel": Channel.SLACK, "conversation": "c1"}
ANSWERS = [
    "lea@acme.example",
    "Lea Moss, lea@acme.example",
    "it is lea@acme.example",
    "Please write to Lea Moss <lea@acme.example> instead",
    "please direct these to our accounts department at lea@acme.example",
    "Das ist Lea Moss, lea@acme.example",
    "lea@acme.exampleです",
]


async def said_in_cases(house: House) -> list[str]:
    query = "SELECT text FROM case_entries WHERE kind = 'asked' ORDER BY at, id"
    return [row.text for row in await house.rows(query)]


@pytest.mark.parametrize("where", [MAIL, SLACK], ids=["mail", "slack"])
@pytest.mark.parametrize("answer", ANSWERS)
async def test_an_admin_is_offered_whom_they_name_in_their_place(
    house: House, answer: str, where: dict[str, object]
) -> None:
    await house.ask("dana", NOT_ME, **where)
    offered = await house.ask("dana", answer, **where)
    asked = await house.ask("dana", "yes", **where)

    assert offered.outcome == "contact_offered"
    facts = {each.label: each.value for each in offered.card.facts}
    assert (facts["Address"], facts["Takes the place of"]) == (
        "lea@acme.example",
        "dana@acme.example",
    )
    assert asked.outcome == "contact_asked"
    assert (await said_in_cases(house))[:2] == [NOT_ME, answer]


@pytest.mark.parametrize("answer", [*ANSWERS, "Please write to Lea Moss instead", "Lea Moss"])
async def test_who_may_not_change_contacts_is_told_who_can_and_agents_have_the_words(
    house: House, answer: str
) -> None:
    await house.ask("ap", NOT_ME, **MAIL)
    answered = await house.ask("ap", answer, **MAIL)
    shown = await house.ask("sam", "case 1", conversation="desk")

    assert answered.outcome == "who_instead"
    assert "Dana Reyes can change it here, too." in answered.card.paragraphs
    assert answer.split(" <")[0] in words_of(shown.card)
    assert len(await house.rows("SELECT id FROM cases")) == 1
    assert await house.rows("SELECT id FROM people WHERE email = 'lea@acme.example'") == []


async def test_an_answer_in_a_new_mail_stands_in_the_case_that_waits(house: House) -> None:
    await house.ask("ap", NOT_ME, **MAIL)
    answered = await house.ask(
        "ap", "it is lea@acme.example", channel=Channel.MAIL, conversation="m2"
    )

    assert answered.outcome == "who_instead"
    assert (await said_in_cases(house))[-1] == "it is lea@acme.example"


async def test_a_name_alone_waits_for_an_address_or_is_found_among_the_contacts(
    house: House,
) -> None:
    await house.ask("dana", NOT_ME)
    unknown = await house.ask("dana", "Lea Moss")
    offered = await house.ask("dana", "lea@acme.example")
    await house.ask("dana", NOT_ME, conversation="c2")
    known = await house.ask("dana", "Please write to Vic Ito instead", conversation="c2")

    assert "You may change it yourself: answer with a mail address." in unknown.card.paragraphs
    assert offered.outcome == "contact_offered"
    assert "send reminders to vic@acme.example" in sayings(known.card)


async def test_whoever_left_is_whose_place_it_is(house: House) -> None:
    offered = await house.ask("dana", "Vic left the company, please contact bob@acme.example")
    stranger = await house.ask("dana", "Anna left the company, please contact bob@acme.example")

    facts = {each.label: each.value for each in offered.card.facts}
    assert (facts["Address"], facts["Takes the place of"]) == (
        "bob@acme.example",
        "vic@acme.example",
    )
    assert stranger.outcome == "contact_offered"
    assert "Takes the place of" not in {each.label for each in stranger.card.facts}


async def test_whatever_is_surely_asked_after_the_question_is_no_name(house: House) -> None:
    await house.ask("dana", NOT_ME)

    balance = await house.ask("dana", "what do we owe")
    added = await house.ask("dana", "add lea@acme.example as payer")

    assert (balance.outcome, added.outcome) == ("balance_shown", "contact_offered")
    assert "Takes the place of" not in {each.label for each in added.card.facts}


async def test_where_only_our_people_change_contacts_nothing_is_offered(house: House) -> None:
    await house.change("UPDATE accounts SET contact_changes = 'handoff' WHERE id = 'acc_acme'")
    await house.ask("dana", NOT_ME)
    answered = await house.ask("dana", "lea@acme.example")

    assert answered.outcome == "who_instead"
    assert answered.card.paragraphs[0] == "Nothing has changed yet."
    assert "can change it" not in words_of(answered.card)


async def test_an_address_in_letters_that_look_like_others_is_for_a_person(house: House) -> None:
    await house.ask("dana", NOT_ME)

    for spoofed in ("it is lea@acme.examplе", "it is lеa@acme.example"):  # with Cyrillic letters
        answered = await house.ask("dana", f"{spoofed}, Lea Moss")
        assert answered.outcome == "who_instead"
