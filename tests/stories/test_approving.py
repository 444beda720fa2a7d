"""A second person approves this very amount, having seen it; what waits counts before that."""

import pytest

from assistant.inbox import Answered
from tests.stories.house import House, id_in, words_of


def operation_id(answered: Answered) -> str:
    found = id_in(answered.card, "op")
    assert found is not None, answered.card
    return found[0]


async def states(office: House) -> list[tuple[str, int]]:
    rows = await office.rows("SELECT state, amount_minor FROM operations")
    return sorted((row.state, row.amount_minor) for row in rows)


async def waiting(office: House, words: str = 'for acme: credit 400 USD "outage"') -> str:
    proposed = await office.operate("sam", words)
    assert proposed.outcome == "operation_proposed", proposed.card
    return operation_id(proposed)


async def test_an_id_alone_shows_the_amount_and_who_asked_and_moves_nothing(
    office: House,
) -> None:
    named = await waiting(office)

    shown = await office.ask("uma", f"approve {named}")
    before = await states(office)
    yes = await office.ask("uma", "yes", key="once")
    redelivered = await office.ask("uma", "yes", key="once")
    again = await office.ask("uma", "yes")

    assert shown.outcome == "operation_shown"
    assert shown.card.title == "Credit of 400.00 USD for Acme"
    assert "Sam Okafor" in words_of(shown.card)
    assert [each.label for each in shown.card.actions] == ["Approve", "Decline"]
    assert before == [("proposed", 40000)]
    assert yes.outcome == "operation_done"
    assert redelivered.card == yes.card
    assert again.outcome != "operation_done"
    assert await states(office) == [("done", 40000)]
    await office.balanced()


async def test_the_exact_amount_is_a_yes_at_once_and_any_other_is_none(office: House) -> None:
    named = await waiting(office)

    for other in ("40 USD", "400", "400 EUR", "$400", "400.01 USD", "4.000 USD"):
        shown = await office.ask("uma", f"approve {named} {other}")

        assert shown.outcome == "operation_shown", other
        assert "It is about 400.00 USD" in words_of(shown.card)
        assert await states(office) == [("proposed", 40000)]
    done = await office.ask("uma", f"approve {named} 400 USD")

    assert done.outcome == "operation_done"
    assert await states(office) == [("done", 40000)]


async def test_the_button_that_stood_beside_the_amount_stays_one_press(office: House) -> None:
    await waiting(office)
    await office.work()
    (approve, _) = office.slack.sent[-1].card.actions

    pressed = await office.ask("uma", approve.say)

    assert approve.say.endswith(" 400.00 USD")
    assert pressed.outcome == "operation_done"


async def test_what_the_author_took_back_after_it_was_shown_is_not_done(office: House) -> None:
    named = await waiting(office)
    await office.ask("uma", f"approve {named}")
    await office.ask("sam", f"decline {named}")

    late = await office.ask("uma", "yes")

    assert late.outcome == "operation_refused"
    assert "decided already" in words_of(late.card)
    assert await states(office) == [("refused", 40000)]
    assert await office.open_minor("121") == 36000


async def test_what_another_approved_after_it_was_shown_is_done_once(office: House) -> None:
    await office.change("UPDATE people SET agent = true, approver = true WHERE name = 'Kenji Sato'")
    named = await waiting(office)
    await office.ask("uma", f"approve {named}")
    first = await office.ask("kenji", f"approve {named} 400 USD")

    late = await office.ask("uma", "yes")

    assert (first.outcome, late.outcome) == ("operation_done", "operation_refused")
    assert await states(office) == [("done", 40000)]
    await office.balanced()


async def test_a_yes_after_something_else_was_shown_approves_nothing(office: House) -> None:
    named = await waiting(office)
    await office.ask("uma", f"approve {named}")
    await office.ask("uma", "for acme: pdf 123")

    await office.ask("uma", "yes")

    assert await states(office) == [("proposed", 40000)]


@pytest.mark.parametrize("words", ["approve", "decline", "approvals"])
async def test_where_several_wait_their_numbers_count(office: House, words: str) -> None:
    first = await waiting(office)
    office.clock.advance(seconds=1)
    await waiting(office, 'for acme: credit 500 USD "again"')

    listed = await office.ask("uma", words)
    chosen = await office.ask("uma", "1")

    assert next(each.say for each in listed.card.choices) == f"review {first}"
    assert (listed.outcome, chosen.outcome) == ("operations_waiting", "operation_shown")
    assert [state for state, _ in await states(office)] == ["proposed", "proposed"]


async def test_what_waits_for_approval_counts_when_more_is_proposed(house: House) -> None:
    await house.pay("dana", "123")
    await house.work()
    shown = await house.ask("sam", 'refund 400 USD of 123 "all of it"', conversation="c2")
    await waiting(house, 'refund 200 USD of 123 "duplicate"')

    beyond = await house.ask("sam", 'refund 221 USD of 123 "again"')
    whole = await house.ask("sam", 'refund 123 "everything"')
    repeated = await house.ask("sam", 'refund 200 USD of 123 "duplicate"')
    late = await house.ask("sam", shown.card.actions[0].say, conversation="c2")
    fits = await house.operate("sam", 'refund 220 USD of 123 "the rest"')

    for refused in (beyond, whole, late):
        assert refused.outcome == "operation_refused"
        assert "200.00 USD of it already waits for approval" in words_of(refused.card)
        assert "220.00 USD is left of it" in words_of(refused.card)
    assert repeated.outcome == fits.outcome == "operation_proposed"
    assert await states(house) == [("proposed", 20000), ("proposed", 22000), ("refused", 40000)]


async def test_what_is_left_to_do_alone_is_said(office: House) -> None:
    fresh = await office.ask("sam", 'for acme: credit 200 USD "one"')
    await office.ask("sam", "no")
    await office.operate("sam", 'for acme: credit 20 USD "two"')
    used = await office.ask("sam", 'for acme: credit 100 USD "three"')
    proposed = await office.ask("sam", "yes")

    assert "Alone you may do 100.00 USD in 24 hours." in words_of(fresh.card)
    for card in (used.card, proposed.card):
        assert "Alone you may do 100.00 USD in 24 hours; 80.00 USD of that is left." in words_of(
            card
        )
    assert await states(office) == [("done", 2000), ("proposed", 10000), ("refused", 20000)]


async def test_nobody_is_said_to_have_approved_what_was_not_done(office: House) -> None:
    named = await waiting(office)
    await office.ask("uma", f"approve {named}")
    await office.change("UPDATE people SET agent = false WHERE email = 'sam@seller.example'")

    refused = await office.ask("uma", "yes")

    assert refused.outcome == "operation_refused"
    assert "Approved by" not in words_of(refused.card)
