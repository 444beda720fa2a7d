"""Who disputes what is answered, and whoever disputed something can take that back."""

import pytest

from assistant.request import Channel
from tests.stories.house import House, sayings, words_of
from tests.stories.planned import autopay_on, days
from tests.stories.reminded import flag

MAIL = {"channel": Channel.MAIL, "conversation": "m1"}


async def disputed(house: House) -> list[str]:
    rows = await house.rows("SELECT number FROM invoices WHERE disputed_at IS NOT NULL")
    return [row.number for row in rows]


async def test_who_disputed_it_is_answered_and_opens_nothing(house: House) -> None:
    await house.ask("ap", "123 is wrong", **MAIL)
    await house.ask("sam", "claim case 1", conversation="desk")
    for words in ("why is 123 disputed?", "who disputed 123?", "is 123 disputed?", "disputes"):
        answered = await house.ask("dana", words)
        (said, *_) = answered.card.paragraphs
        assert answered.outcome == "disputes_shown"
        assert said == "Acme Accounts Payable said on 10 Mar 2026 that invoice 123 is wrong."
    own = await house.ask("ap", "who disputed 123?", **MAIL)

    assert own.card.paragraphs[0] == (
        "You said on 10 Mar 2026 that invoice 123 is wrong. "
        "Sam Okafor is looking after it, in case 1."
    )
    assert len(await house.rows("SELECT id FROM cases")) == 1
    by_agent = await house.ask("sam", "for acme: who disputed 123?", conversation="desk")
    assert by_agent.outcome == "disputes_shown"
    assert "in case 1" in by_agent.card.paragraphs[0]


REASONED = (
    "Invoice 121 is wrong: we were charged for 3 seats but have 2.",
    "Invoice 121 is wrong; you billed 3 seats & we have 2",
    "I dispute line 2 of 121",
    "121 is wrong, we never ordered this",
)


@pytest.mark.parametrize("words", REASONED)
async def test_a_dispute_with_a_reason_is_one_and_its_case_has_the_reason(
    house: House, words: str
) -> None:
    answered = await house.ask("ap", words, **MAIL)
    every = await house.ask("dana", "pay all")

    assert answered.outcome == "disputed"
    assert await disputed(house) == ["121"]
    assert "121" not in sayings(every.card)[0]
    (entry,) = await house.rows("SELECT text FROM case_entries")
    assert entry.text == words


@pytest.mark.parametrize(
    "words", ["We never ordered this", "The amount is wrong, it should be 300 not 360"]
)
async def test_what_names_no_invoice_disputes_the_one_of_the_thread(
    house: House, words: str
) -> None:
    in_thread = await house.ask("ap", words, about="122", **MAIL)
    anywhere = await house.ask("dana", words)

    assert in_thread.outcome == "disputed"
    assert await disputed(house) == ["122"]
    assert anywhere.outcome == "which_meant"


async def test_where_a_reason_may_name_another_invoice_it_is_asked(house: House) -> None:
    asked = await house.ask("dana", "121 is wrong and 122 too")
    assert await disputed(house) == []
    await house.ask("dana", "2")

    choices = [each.say for each in asked.card.asking.choices]
    assert choices == ["I dispute 121", "I dispute 121 and 122"]
    assert await disputed(house) == ["121", "122"]


async def test_agents_name_the_customer_before_they_hear_who_disputes_what(house: House) -> None:
    await house.ask("dana", "123 is wrong")
    for words in ("who disputed 123?", "what is disputed?"):
        answered = await house.ask("sam", words, conversation="desk")

        assert answered.outcome == "not_allowed"
        assert "Dana" not in words_of(answered.card)


async def test_what_was_agreed_before_promises_no_word_the_day_before(house: House) -> None:
    await house.ask("dana", "pay 123 tomorrow")
    await house.ask("dana", "yes")
    await house.ask("dana", "123 is wrong")
    ended = await house.ask("dana", "I no longer dispute 123")

    assert "without another word" in ended.card.paragraphs[-1]
    assert house.taken() == []


async def test_what_nobody_disputes_is_said_to_be_so(house: House) -> None:
    one = await house.ask("dana", "why is 123 disputed?")
    every = await house.ask("dana", "what is disputed?")
    others = await house.ask("dana", "who disputed 301?")

    assert one.card.title == "Invoice 123 is not disputed"
    assert every.card.title == "Nothing is disputed for Acme"
    assert others.outcome == "invoice_not_found"


async def test_who_disputed_it_takes_it_back_and_everybody_else_is_told(house: House) -> None:
    await flag(house, "ap")
    await house.ask("dana", "I dispute 123")
    await house.work()
    shown = await house.ask("dana", "why is 123 disputed?")
    (take_back,) = [each for each in sayings(shown.card) if "no longer" in each]
    ended = await house.ask("dana", take_back)
    await house.work()

    assert ended.outcome == "dispute_withdrawn"
    assert await disputed(house) == []
    assert house.told("No longer disputed: invoice 123") == [("mail", "ap@acme.example")]
    entries = await house.rows("SELECT text FROM case_entries ORDER BY at, id")
    assert entries[-1].text == take_back
    (case,) = await house.rows("SELECT closed_at FROM cases")
    assert case.closed_at is None
    assert house.taken() == []


async def test_it_ends_once_and_can_be_disputed_anew(house: House) -> None:
    await house.ask("dana", "I dispute 123")
    await house.ask("dana", "withdraw my dispute of 123")
    again = await house.ask("dana", "the dispute on 123 is settled")
    await house.ask("ap", "123 is wrong", **MAIL)
    by_another = await house.ask("dana", "who disputed 123?")

    assert again.outcome == "added_to_case"
    assert by_another.card.paragraphs[0].startswith("Acme Accounts Payable said on")
    assert (await house.ask("vic", "I no longer dispute 122")).outcome == "dispute_ended"


async def test_of_somebody_elses_dispute_people_decide(house: House) -> None:
    await house.ask("ap", "123 is wrong", **MAIL)
    asked = await house.ask("dana", "the dispute on 123 is settled")

    assert asked.outcome == "dispute_of_others"
    assert asked.card.title == "Invoice 123 is still disputed"
    assert "Case 2 is open, and support@seller.example has your words." in asked.card.paragraphs[-1]
    assert await disputed(house) == ["123"]


async def test_no_case_of_a_colleague_is_spoken_of(house: House) -> None:
    await flag(house, "vic", what="invoices")
    await house.ask("vic", "122 is wrong")
    await house.ask("dana", "123 is wrong")
    await house.work()
    asked = await house.ask("vic", "the dispute on 123 is settled")
    shown = await house.ask("vic", "who disputed 123?")
    every = await house.ask("vic", "what is disputed?")
    by_agent = await house.ask("sam", "for acme: what is disputed?")
    rows = await house.rows("SELECT number, person_id, facts FROM cases ORDER BY number")
    own = await house.rows(
        "SELECT e.text FROM case_entries e JOIN cases c ON c.id = e.case_id WHERE c.number = 1"
        " AND e.kind = 'asked'"
    )

    assert asked.outcome == "dispute_of_others"
    for card in (asked.card, shown.card):
        assert "Case 2" not in words_of(card)
    assert "Case 2" not in words_of(every.card)
    assert "Case 1" in words_of(every.card)
    assert "Case 2 is open" in words_of(by_agent.card)
    assert "Case 3 is open" in words_of(asked.card)
    assert [row.number for row in rows] == [1, 2, 3]
    assert [row.text for row in own] == ["122 is wrong"]
    notices = [each.card for each in (*house.mail.sent, *house.slack.sent)]
    told = [each for each in notices if each.title == "Being looked at: invoice 123"]
    assert told
    assert not [each for each in told if any(fact.label == "Case" for fact in each.facts)]


async def test_an_agent_sees_what_is_disputed_before_speaking_with_a_customer(house: House) -> None:
    await house.ask("dana", "121 is wrong")
    overview = await house.ask("sam", "for acme: overview")

    (disputed,) = [each.value for each in overview.card.facts if each.label == "Disputed"]
    assert disputed == "121 since 10 Mar 2026 (Dana Reyes, case 1)"


async def test_autopay_says_anew_what_it_will_charge_once_a_dispute_is_over(house: House) -> None:
    await autopay_on(house)
    await house.ask("dana", "121 is wrong")
    await days(house, 4)
    ended = await house.ask("dana", "I no longer dispute 121")
    await house.work()
    at_once = list(house.taken())
    told = [each.card.title for each in house.mail.sent]
    await days(house, 3)

    assert "you can call it off" in ended.card.paragraphs[-1]
    assert 34000 not in at_once
    assert [each for each in told if "14 Mar" in each or "15 Mar" in each]
    assert 34000 in house.taken()


async def test_a_dispute_keeps_reminders_waiting_and_does_not_drop_them(house: House) -> None:
    await flag(house, "ap")
    await house.ask("dana", "122 is wrong")
    await days(house, 4)
    rows = await house.rows(
        "SELECT reminders.state FROM reminders JOIN invoices ON invoices.id = invoice_id"
        " WHERE number = '122'"
    )

    assert {row.state for row in rows} == {"waiting"}


async def test_somebody_of_two_accounts_ends_it_in_the_one_whose_it_is(house: House) -> None:
    await house.ask("dana", "201 is wrong")
    shown = await house.ask("dana", "who disputed 201?")
    ended = await house.ask("dana", "I no longer dispute 201")

    assert shown.card.title == "Invoice 201 is disputed"
    assert (ended.outcome, await disputed(house)) == ("dispute_withdrawn", [])


async def test_what_is_paid_is_asked_for_from_nobody_when_its_dispute_is_taken_back(
    house: House,
) -> None:
    await flag(house, "ap", "receives_reminders")
    await house.ask("dana", "122 is wrong")
    await house.pay("dana", "122")
    await house.work()
    ended = await house.ask("dana", "withdraw my dispute of 122")
    await house.work()

    assert (ended.outcome, ended.card.actions) == ("dispute_withdrawn", ())
    assert (
        ended.card.paragraphs[0] == "Nothing is due on it. It was paid on 10 Mar 2026, 08:00 EDT."
    )
    assert [fact.label for fact in ended.card.facts] == ["Account"]
    told = [each.card for each in house.mail.sent if each.card.title.startswith("No longer")]
    assert [each.paragraphs for each in told] == [
        (
            "Dana Reyes had said that something is wrong with it, and has taken that back. You "
            "need do nothing.",
        )
    ]
    assert not any("to be paid" in words_of(each.card) for each in house.mail.sent)


async def test_what_is_being_paid_is_asked_for_from_nobody_either(office: House) -> None:
    await flag(office, "ap", "receives_reminders")
    await office.ask("dana", "122 is wrong")
    await office.pay("dana", "122")
    ended = await office.ask("dana", "withdraw my dispute of 122")
    await office.work()

    assert ended.card.paragraphs[0] == "A payment of 400.00 USD is under way."
    assert ended.card.actions == ()
    assert not any("to be paid" in words_of(each.card) for each in office.mail.sent)


async def test_an_agent_who_settles_what_is_paid_asks_nobody_for_it(house: House) -> None:
    await flag(house, "ap", "receives_reminders")
    await house.ask("dana", "122 is wrong")
    await house.pay("dana", "122")
    await house.work()
    ended = await house.ask("sam", "for acme: end the dispute of 122", conversation="desk")
    await house.work()

    assert ended.outcome == "dispute_ended"
    assert "to be paid" not in words_of(ended.card)
    assert not any("to be paid" in words_of(each.card) for each in house.mail.sent)
    assert house.told("Settled: invoice 122")


@pytest.mark.parametrize(
    "words",
    [
        "the amount on 121 is wrong",
        "The VAT on invoice 121 is incorrect.",
        "121 is a duplicate of 120",
        "invoice 121 looks like a duplicate of invoice 120",
        "121 is the same as 120",
    ],
)
async def test_what_is_wrong_with_an_invoice_disputes_that_one_only(
    house: House, words: str
) -> None:
    answered = await house.ask("dana", words, **MAIL)

    assert answered.outcome == "disputed"
    assert await disputed(house) == ["121"]


@pytest.mark.parametrize(
    "words", ["is the amount on 121 wrong?", "the amount on 121 is not wrong", "121 is 120"]
)
async def test_a_question_or_a_denial_disputes_nothing(house: House, words: str) -> None:
    await house.ask("dana", words, **MAIL)

    assert await disputed(house) == []


@pytest.mark.parametrize(
    "words",
    [
        "the amount on 121 is wrong, it should be 300",
        "121 should be 300 USD",
        "Der Betrag auf 121 stimmt nicht, es sollten 300 sein",
        "Le montant de 121 est faux, ça devrait être 300",
        "El importe de 121 está mal, debería ser 300",
        "121の金額が違います。300ドルのはずです",
    ],
)
async def test_what_it_should_have_been_is_kept_and_changes_no_amount(
    office: House, words: str
) -> None:
    owing = await office.open_minor("121")

    answered = await office.ask("dana", words)

    assert answered.outcome == "disputed"
    assert await disputed(office) == ["121"]
    assert await office.open_minor("121") == owing
    await office.work()
    assert any(words in words_of(each.card) for each in office.mail.sent)


async def test_a_second_invoice_among_the_reasons_is_asked_about(office: House) -> None:
    await office.ask("dana", "121 is wrong, and 122 too")

    assert await disputed(office) == []


async def test_what_is_wrong_with_a_paid_invoice_is_known_while_its_case_is_open(
    house: House,
) -> None:
    said = await house.ask("dana", "120 is wrong")
    own = await house.ask("dana", "who said 120 is wrong?")
    every = await house.ask("dana", "what is disputed?")
    by_another = await house.ask("vic", "who said 120 is wrong?")
    await house.ask("dana", "withdraw my dispute of 120")
    after = await house.ask("dana", "what is disputed?")

    assert "It was paid on" in said.card.paragraphs[0]
    assert "Case 1 is open" in words_of(own.card)
    assert "It was paid on" in own.card.paragraphs[-1]
    assert "You said on" in words_of(every.card)
    assert "case" not in words_of(by_another.card).lower()
    assert after.card.title == "Nothing is disputed for Acme"


async def test_a_paid_invoice_is_no_longer_disputed_once_its_case_is_closed(house: House) -> None:
    await house.ask("dana", "120 is wrong")
    await house.ask("sam", "resolve case 1", conversation="desk")
    closed = await house.ask("dana", "who said 120 is wrong?")
    await house.ask("dana", "120 is wrong")
    settled = await house.ask("sam", "for acme: end the dispute of 120", conversation="desk")

    assert closed.card.title == "Invoice 120 is not disputed"
    assert "Nobody is asked to pay anything" in words_of(settled.card)
    after = await house.ask("dana", "who said 120 is wrong?")
    assert after.card.title == "Invoice 120 is not disputed"


@pytest.mark.parametrize("how", [{}, MAIL])
async def test_the_undo_of_a_paid_invoices_dispute_takes_it_back(
    house: House, how: dict[str, object]
) -> None:
    await house.ask("dana", "120 is wrong", **how)
    undone = await house.ask("dana", "undo", **how)
    await house.work()

    assert undone.card.title == "No longer disputed: invoice 120"
    assert "It was paid on" in undone.card.paragraphs[0]
    assert house.told("No longer disputed: invoice 120") == []
