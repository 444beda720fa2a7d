"""What was paid, what went back, and what was merely closed: history, status, papers, notices."""

from tests.papers import text_of
from tests.stories.house import House, pay_with, sayings, words_of
from tests.stories.test_documents import got
from tests.stories.test_refunds import paid, refunded


async def rows(house: House, words: str = "payment history") -> tuple[tuple[str, ...], ...]:
    """The table somebody is shown."""
    shown = await house.ask("vic", words)
    assert shown.card.table is not None, shown.card
    return shown.card.table.rows


async def test_a_partly_refunded_payment_says_so_everywhere(house: House) -> None:
    await paid(house)
    assert (await refunded(house, 'refund 60 of payment 123 "outage"')).outcome in (
        "operation_done",
        "operation_proposed",
    )

    status = await house.ask("vic", "did 123 go through?")

    assert (await rows(house))[0][1:4] == ("123", "420.00 USD", "Partly refunded (60.00 USD)")
    assert status.card.title.endswith("partly refunded (60.00 USD)")
    assert "60.00 USD of it was refunded." in words_of(status.card)
    (receipt,) = await got(house, "receipt for 123")
    assert "Refunded 10 Mar 2026 -60.00 USD" in text_of(receipt)
    (statement,) = await got(house, "statement for 2026")
    assert "Refund sent" in text_of(statement)
    closing = text_of(statement).split("Closing balance ")[1].split(" USD")[0]
    (owed,) = await house.rows(
        "SELECT sum(minor) AS minor FROM ledger_postings"
        " WHERE account_id = 'acc_acme' AND book IN ('receivable', 'credit')"
    )
    assert closing == f"{owed.minor / 100:.2f}"


async def test_a_payment_refunded_whole_is_not_said_to_be_paid(house: House) -> None:
    await paid(house)
    await refunded(house, 'refund 420 of payment 123 "cancelled"')

    status = await house.ask("vic", "did 123 go through?")

    assert (await rows(house))[0][3] == "Refunded"
    assert status.card.title == "420.00 USD for invoice 123: refunded"
    assert "All of it, 420.00 USD, was refunded." in words_of(status.card)


async def test_the_history_has_every_payment_there_is_a_receipt_for(house: House) -> None:
    await paid(house)
    shown = await house.ask("vic", "payment history")
    others = await house.rows(
        "SELECT count(*) AS n FROM ledger_entries WHERE account_id = 'acc_acme'"
        " AND kind IN ('received', 'payment')"
    )

    assert f"of {others[0].n}" in words_of(shown.card)
    assert (await rows(house))[0][1:4] == ("123", "420.00 USD", "Paid")
    everything = [row for page in range(1, 6) for row in await rows_of(house, page)]
    assert len(everything) == others[0].n
    assert ("121", "120.00 USD", "Received", "–") in [row[1:] for row in everything]
    assert [row for row in everything if row[1] == "201"] == []


async def rows_of(house: House, page: int) -> tuple[tuple[str, ...], ...]:
    shown = await house.ask("vic", f"payment history page {page}")
    return shown.card.table.rows if shown.card.table else ()


async def test_a_link_that_was_closed_has_not_failed(house: House) -> None:
    await house.ask("dana", "send me a link for 122", conversation="link")
    await house.work()
    await house.ask("dana", "pay 50 of 122 with 4242")
    await house.ask("dana", "yes")
    await house.work()

    history = await rows(house)
    assert {row[3] for row in history[:2]} == {"Paid", "Link closed, nothing charged"}
    titles = [each.card.title for each in (*house.mail.sent, *house.slack.sent)]
    assert not [title for title in titles if title.startswith("Not paid")]
    assert [title for title in titles if title.startswith("Link closed")]


async def test_the_history_is_of_one_account_only(house: House) -> None:
    shown = await house.ask("kenji", "payment history")

    assert shown.card.table is not None
    assert [row[1] for row in shown.card.table.rows] == ["300"]


async def test_a_declined_card_offers_another_method_and_says_why(house: House) -> None:
    await pay_with(house, "acc_acme", "pm_card_chargeDeclinedInsufficientFunds")
    await another(house)
    await house.ask("dana", "pay 50 of 123")
    await house.ask("dana", "yes")
    await house.work()
    (card,) = [e.card for e in house.mail.sent if e.address == "ap@acme.example"]

    offered = await house.ask("dana", card.actions[1].say or "")
    status = await house.ask("dana", "did 123 go through?")

    labels = ["Try again", "Other method", "Talk to us"]
    assert [each.label for each in card.actions] == labels
    assert [each.label for each in status.card.actions] == labels
    assert "not enough money on the card" in words_of(card)
    facts = {fact.label: fact.value for fact in offered.card.facts}
    assert (facts["Amount"], facts["Paid with"]) == ("50.00 USD", "Mastercard ending in 4444")


async def test_the_other_of_several_methods_is_asked_for(house: House) -> None:
    await another(house)
    await house.change(
        "INSERT INTO methods (id, account_id, gateway_ref, kind, brand, last4)"
        " VALUES ('met_3', 'acc_acme', 'pm_3', 'card', 'Visa', '0005')"
    )

    asked = await house.ask("dana", "pay 123 with another method")

    assert asked.card.title == "Which method?"
    assert [each.split(" with ")[-1] for each in sayings(asked.card)][:2] == [
        "mastercard 4444",
        "visa 0005",
    ]


async def another(house: House) -> None:
    await house.change(
        "INSERT INTO methods (id, account_id, gateway_ref, kind, brand, last4, is_backup)"
        " VALUES ('met_2', 'acc_acme', 'pm_2', 'card', 'Mastercard', '4444', true)"
    )
