"""What an agent says for a customer is about the customer, and what is then offered agents may."""

import pytest

from tests.stories.house import House, sayings, words_of

CASES = "SELECT number, account_id, person_id, facts FROM cases ORDER BY number"
ENTRIES = "SELECT kind, text FROM case_entries ORDER BY at, id"


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("for acme: invoice 121 is wrong", "disputed"),
        ("for acme: they paid 121 by wire yesterday, ref 77", "says_paid"),
        ("for acme: we paid 121 by wire yesterday, ref 77", "says_paid"),
    ],
)
async def test_a_case_an_agent_opens_for_a_customer_holds_a_note_and_nobody_waits_in_it(
    office: House, words: str, outcome: str
) -> None:
    await office.ask("sam", "cases")
    await office.ask("sam", "find globex")
    answered = await office.ask("sam", words)
    await office.work()
    (case,) = await office.rows(CASES)

    assert answered.outcome == outcome
    assert (case.account_id, case.person_id) == ("acc_acme", None)
    assert [tuple(row) for row in await office.rows(ENTRIES)] == [("note", words)]
    assert "nobody of the customer waits" in words_of(answered.card)
    shown = words_of((await office.ask("sam", f"case {case.number}")).card)
    assert "find globex" not in shown
    refused = await office.ask("sam", f"reply to case {case.number}: hello")
    assert refused.outcome == "case_refused"
    assert await office.rows("SELECT id FROM reminder_holds WHERE ended_at IS NULL")


async def test_saying_the_same_for_a_customer_again_adds_to_the_same_case(office: House) -> None:
    await office.ask("sam", "for acme: invoice 121 is wrong")
    await office.ask("uma", "for acme: invoice 121 is wrong")
    await office.ask("sam", "for acme: invoice 122 is wrong")

    assert len(await office.rows(CASES)) == 2
    assert len(await office.rows(ENTRIES)) == 3


async def test_what_they_will_pay_is_a_promise_of_theirs_and_moves_nothing(office: House) -> None:
    answered = await office.ask("sam", "for acme: they will pay 122 on 2026-03-20")

    assert answered.outcome == "promise_kept"
    assert await office.payments() == []


async def test_what_an_agent_is_offered_names_the_customer_and_works(office: House) -> None:
    promised = await office.ask("sam", "for acme: we will pay 122 on 2026-03-20")
    said = sayings(promised.card)

    assert said == ["for Acme: cancel my promise for 122"]
    taken_back = await office.ask("sam", said[0])
    assert taken_back.outcome == "promise_withdrawn"
    assert not [say for say in sayings(taken_back.card) if "pay" in say]


async def test_undo_typed_by_an_agent_takes_back_what_they_said_for_the_customer(
    office: House,
) -> None:
    await office.ask("sam", "for acme: we will pay 122 on 2026-03-20")

    assert (await office.ask("sam", "undo")).outcome == "promise_withdrawn"


@pytest.mark.parametrize(
    "words",
    [
        "for acme: overview",
        "for acme: show my invoices",
        "for acme: invoice 121",
        "for acme: balance",
        "for acme: payment history",
        "for acme: who gets our invoices?",
        "for acme: invoice 121 is wrong",
        "for acme: what is disputed?",
        "for acme: we will pay on 2026-03-20",
    ],
)
async def test_whatever_an_agent_is_offered_is_not_refused(office: House, words: str) -> None:
    await office.ask("dana", "122 is wrong")
    answered = await office.ask("sam", words)

    refused = ("not_allowed", "not_understood", "theirs_to_say", "customer_unknown")
    for number, say in enumerate(sayings(answered.card)):
        done = await office.ask("sam", say, conversation=f"pressed-{number}")
        assert done.outcome not in refused, (say, done.card)
