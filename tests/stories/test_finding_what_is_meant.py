"""Finding an invoice by its purchase order, and the own number that a slip was meant for."""

from sqlalchemy import text

from tests.stories.house import House, sayings, words_of


async def ordered(house: House, **orders: str) -> None:
    """Write purchase orders on invoices."""
    await house.database.write(
        lambda tx: [
            tx.execute(
                text("UPDATE invoices SET purchase_order = :o WHERE number = :n"),
                {"o": order, "n": number.removeprefix("n")},
            )
            for number, order in orders.items()
        ]
    )


async def numbers(house: House, words: str, who: str = "dana") -> list[str]:
    """The invoices of the list that answers."""
    answered = await house.ask(who, words)
    assert answered.outcome == "invoice_list"
    return [row[0] for row in answered.card.table.rows] if answered.card.table else []


async def test_a_purchase_order_finds_its_invoices_however_it_is_cased(house: House) -> None:
    await ordered(house, n123="Acme-77", n122="PO-4711", n124="4711")

    assert await numbers(house, "which invoice belongs to purchase order ACME-77?") == ["123"]
    assert await numbers(house, "invoices for PO acme-77") == ["123"]
    assert await numbers(house, "show the invoice with PO 4711") == ["122"]  # 124 is Globex's
    assert await numbers(house, "invoices for PO 471") == []
    assert await numbers(house, "paid invoices for PO acme-77") == []
    assert house.taken() == []


async def test_the_next_page_keeps_the_purchase_order(house: House) -> None:
    await house.change("UPDATE invoices SET purchase_order = 'PO 9' WHERE account_id = 'acc_acme'")
    everything = await house.ask("dana", "show my invoices")
    first = await house.ask("dana", "invoices for PO 9")
    await house.change("UPDATE invoices SET purchase_order = '8' WHERE number = '123'")
    second = await house.ask("dana", next(each for each in sayings(first.card) if "page 2" in each))

    assert first.card.table == everything.card.table
    before, after = first.card.paragraphs[0], second.card.paragraphs[0]
    assert int(before.split()[-1]) == int(after.split()[-1]) + 1


async def test_a_purchase_order_that_was_not_named_is_refused(house: House) -> None:
    for words in ("invoices for PO", "invoices with purchase order"):
        assert (await house.ask("dana", words)).outcome == "filter_refused"


async def test_a_slip_in_a_number_suggests_own_open_ones_and_pays_nothing(house: House) -> None:
    slip = await house.ask("dana", "pay 12e")
    picked = await house.ask("dana", "1")

    assert slip.outcome == "not_understood"
    assert [each.say for each in slip.card.choices] == ["pay invoice 123", "pay invoice 122"]
    assert picked.outcome == "offer_made"
    assert house.taken() == []
    assert await house.payments() == []


async def test_a_number_one_slip_away_is_put_as_a_choice(house: House) -> None:
    shown = await house.ask("dana", "show invoice 1234")
    picked = await house.ask("dana", "1")
    paying = await house.ask("dana", "pay 1223")
    part = await house.ask("dana", "pay 50 of 1234")

    assert (shown.outcome, picked.outcome) == ("invoice_not_found", "invoice_shown")
    assert [each.say for each in shown.card.choices] == ["show invoice 123"]
    assert {each.say for each in paying.card.choices} == {"pay invoice 123", "pay invoice 122"}
    assert [each.say for each in part.card.choices] == ["show invoice 123"]
    assert await house.payments() == []


async def test_far_numbers_and_other_words_suggest_nothing(house: House) -> None:
    for words in ("show invoice 998", "pay 9z8"):
        assert not (await house.ask("dana", words)).card.choices


async def test_help_tells_of_credit_only_who_has_some_and_may_pay(house: House) -> None:
    told = {who: words_of((await house.ask(who, "help")).card) for who in ("dana", "vic", "kenji")}

    assert "use my credit for 123" in told["dana"]
    assert "use my credit" not in told["vic"] + told["kenji"]
