"""Looking closer: lines, comparisons, the summary, details, and turning pages."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Connection

from assistant.billing.invoices import issuing
from assistant.billing.invoices.issuing import NewInvoice
from assistant.billing.model import InvoiceType, Item, Seller, taxes
from assistant.billing.model.taxes import TaxRate
from assistant.billing.money import Money
from assistant.card import Card
from assistant.request import Channel
from tests.stories.house import House, sayings, words_of

AT = datetime(2026, 3, 9, 9, tzinfo=UTC)
TODAY = date(2026, 3, 10)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def line(position: int, words: str, minor: int, **more: Any) -> Item:
    values: dict[str, Any] = {"tax": usd(0), "recurring": True} | more
    return Item(position, words, usd(minor), **values)


def invoice(number: str, *items: Item, **more: Any) -> NewInvoice:
    values: dict[str, Any] = {
        "type": InvoiceType.RECURRING,
        "issued_on": TODAY - timedelta(days=1),
        "due_on": TODAY + timedelta(days=29),
        "currency": "USD",
    }
    return NewInvoice(number=number, items=items, **(values | more))


CLUSTER = taxes.levied(
    (
        line(1, "Cluster", 10000),
        line(2, "Node", 5000, parent=1),
        line(3, "Setup of the node", 700, parent=1, recurring=False),
        line(4, "Public IP", 0, category="Public IP"),
        line(5, "Public IP", 0, category="Public IP"),
        line(6, "Support", 2500),
    ),
    TaxRate("VAT", 200_000),
)


async def enter(house: House, *new: NewInvoice, account: str = "acc_acme") -> None:
    def work(tx: Connection) -> None:
        issuing.declare_seller(tx, Seller("Example GmbH", "Berlin", "HRB 1234 B", "DE123"))
        for each in new:
            issuing.issue(tx, account, each, at=AT)

    await house.database.write(work)


def facts(card: Card) -> dict[str, str]:
    return {fact.label: fact.value for fact in card.facts}


def table(card: Card) -> list[tuple[str, ...]]:
    assert card.table is not None
    return list(card.table.rows)


async def test_an_invoice_shows_top_level_lines_with_what_their_parts_come_to(
    office: House,
) -> None:
    await enter(office, invoice("900", *CLUSTER, purchase_order="PO-7"))

    card = (await office.ask("dana", "invoice 900")).card

    assert table(card) == [
        ("1", "Cluster (2 parts)", "157.00 USD", "31.40 USD"),
        ("6", "Support", "25.00 USD", "5.00 USD"),
    ]
    assert "2 items at no charge: 2 × Public IP." in card.paragraphs


async def test_an_invoice_tells_its_totals_four_ways_and_its_taxes_by_name(office: House) -> None:
    await enter(office, invoice("900", *CLUSTER, purchase_order="PO-7"))

    told = facts((await office.ask("dana", "invoice 900")).card)

    assert told["Recurring"] == "175.00 USD"
    assert told["One-time"] == "7.00 USD"
    assert told["Tax on recurring"] == "35.00 USD"
    assert told["Tax on one-time"] == "1.40 USD"
    assert told["VAT 20%"] == "36.40 USD"
    assert told["Total"] == "218.40 USD"
    assert told["Purchase order"] == "PO-7"
    assert told["Seller"] == "Example GmbH, HRB 1234 B, DE123"
    assert told["Balance when issued"] == "1,160.00 USD"


async def test_a_line_is_shown_with_its_parts(office: House) -> None:
    await enter(office, invoice("900", *CLUSTER))

    shown = await office.ask("dana", "what is line 1 on 900")

    assert shown.outcome == "item_shown"
    assert facts(shown.card)["With its parts"] == "188.40 USD"
    assert [row[1] for row in table(shown.card)] == ["Node", "Setup of the node"]


async def test_a_part_and_a_line_at_no_charge_can_be_asked_for_too(office: House) -> None:
    await enter(office, invoice("900", *CLUSTER))

    part = await office.ask("dana", "line 3 of 900")
    free = await office.ask("dana", "line 4 of 900")

    assert facts(part.card)["Kind"] == "One-time"
    assert facts(free.card)["Amount"] == "at no charge"


async def test_a_line_that_is_not_there_is_refused_with_how_many_there_are(office: House) -> None:
    await enter(office, invoice("900", *CLUSTER))

    missing = await office.ask("dana", "line 7 of 900")

    assert missing.outcome == "item_not_found"
    assert "up to 6" in missing.card.paragraphs[0]


@pytest.mark.parametrize("words", ["line 1 on {}", "why is {} so high?"])
async def test_somebody_elses_invoice_and_none_at_all_get_the_same_words(
    office: House, words: str
) -> None:
    theirs = await office.ask("gus", words.format("123"))
    nobodys = await office.ask("gus", words.format("128"))

    assert theirs.outcome == nobodys.outcome == "invoice_not_found"
    assert words_of(theirs.card).replace("123", "N") == words_of(nobodys.card).replace("128", "N")


async def test_why_an_invoice_is_high_is_told_by_the_one_before_it(office: House) -> None:
    before = (line(1, "Cluster", 10000), line(2, "Support", 2500), line(3, "Old disk", 100))
    now = (line(1, "Cluster", 15000), line(2, "Support", 2500), line(3, "New disk", 300))
    await enter(
        office,
        invoice("900", *before, issued_on=TODAY - timedelta(days=3)),
        invoice("901", *now),
    )

    told = await office.ask("dana", "why is 901 so high?")

    assert told.outcome == "invoice_explained"
    assert "52.00 USD more than the recurring invoice before it, 900" in told.card.paragraphs[0]
    assert table(told.card) == [
        ("Cluster", "100.00 USD", "150.00 USD", "+50.00 USD"),
        ("New disk", "not there", "3.00 USD", "+3.00 USD"),
        ("Old disk", "1.00 USD", "not there", "-1.00 USD"),
    ]


async def test_an_invoice_is_compared_with_its_own_type_and_currency_only(office: House) -> None:
    one = Item(1, "Line", Money(500, "EUR"), Money(0, "EUR"), recurring=True)
    await enter(office, invoice("900", one, currency="EUR"))

    told = await office.ask("dana", "why is 900 so high?")

    assert "no earlier recurring invoice" in told.card.paragraphs[0]
    assert table(told.card) == [("1", "Line", "5.00 EUR", "0.00 EUR")]


async def test_the_same_amount_is_said_to_be_the_same(office: House) -> None:
    await enter(
        office,
        invoice("900", line(1, "A", 100), issued_on=TODAY - timedelta(days=3)),
        invoice("901", line(1, "A", 100)),
    )

    told = await office.ask("dana", "why is 901 so high?")

    assert "It comes to the same" in told.card.paragraphs[0]
    assert told.card.table is None


async def test_the_summary_tells_balance_method_and_the_next_invoice(office: House) -> None:
    told = facts((await office.ask("dana", "summary")).card)

    assert told["Current balance"] == "1,160.00 USD"
    assert told["Of that overdue"] == "360.00 USD"
    assert told["Payment method"] == "Visa 4242"
    assert told["Last recurring invoice"] == "5 Mar 2026"
    assert told["Next recurring invoice"] == "14 Apr 2026"
    assert told["Next invoice, estimated"] == "about 420.00 USD, judged by 123"
    assert told["Balance then, if nothing is paid"] == "1,580.00 USD"


async def test_only_what_recurs_is_expected_to_come_again(office: House) -> None:
    once = line(2, "Setup", 9900, recurring=False)
    await enter(office, invoice("900", line(1, "Cluster", 10000), once))

    told = facts((await office.ask("dana", "what will I pay next month?")).card)

    assert told["Next invoice, estimated"] == "about 100.00 USD, judged by 900"


async def test_credit_is_told_as_credit_and_currencies_are_never_added(office: House) -> None:
    credit = Item(1, "Sorry", Money(-700, "EUR"), Money(0, "EUR"), recurring=False)
    await enter(office, invoice("900", credit, type=InvoiceType.CREDIT, currency="EUR"))

    told = facts((await office.ask("dana", "summary")).card)

    assert told["Current balance"] == "1,160.00 USD and 7.00 EUR in your credit"


async def test_an_account_without_recurring_invoices_expects_none(office: House) -> None:
    await office.change("UPDATE invoices SET type = 'NEW' WHERE type = 'RECURRING'")

    told = facts((await office.ask("dana", "next invoice")).card)

    assert "none is expected" in told["Next invoice"]


@pytest.mark.parametrize(
    ("first", "second", "next_"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), "28 Mar 2026"),
        (date(2025, 12, 5), date(2026, 3, 5), "5 Jun 2026"),
        (date(2025, 3, 5), date(2026, 3, 5), "5 Mar 2027"),
        (date(2026, 2, 26), date(2026, 3, 5), "12 Mar 2026"),
    ],
)
async def test_the_next_date_follows_the_step_of_the_last_two(
    office: House, first: date, second: date, next_: str
) -> None:
    await office.change("UPDATE invoices SET type = 'NEW' WHERE type = 'RECURRING'")
    days = {"due_on": date(2026, 4, 4)}
    await enter(
        office,
        invoice("900", line(1, "A", 100), issued_on=first, **days),
        invoice("901", line(1, "A", 100), issued_on=second, **days),
    )

    told = facts((await office.ask("dana", "summary")).card)

    assert told["Next recurring invoice"] == next_


async def test_details_tell_what_is_recurring_one_time_and_tax(office: House) -> None:
    await enter(office, invoice("900", *CLUSTER, purchase_order="PO-7"))

    listed = await office.ask("dana", "show my invoices in detail")

    assert listed.outcome == "invoice_details"
    assert listed.card.paragraphs == ("1–10 of 44",)
    assert table(listed.card)[0] == (
        "900 (PO-7)",
        "9 Mar 2026",
        "Recurring",
        "175.00 USD",
        "7.00 USD",
        "36.40 USD",
        "218.40 USD",
        "218.40 USD",
        "Open",
    )
    assert any("in detail page 2" in say for say in sayings(listed.card))


def numbers(card: Card) -> list[str]:
    return [row[0] for row in table(card)]


def turning(card: Card, which: str) -> str:
    return next(action.say for action in card.actions if action.turns == which)


@pytest.mark.parametrize("asked", ["show my invoices", "show paid invoices", "invoices in detail"])
async def test_pages_turned_by_button_show_every_invoice_once_forth_and_back(
    office: House, asked: str
) -> None:
    seen, card = [], (await office.ask("dana", asked)).card
    pages = [card]
    while any(action.turns == "more" for action in card.actions):
        card = (await office.ask("dana", turning(card, "more"))).card
        pages.append(card)
    for page in pages:
        seen += numbers(page)
    for page in reversed(pages[:-1]):
        card = (await office.ask("dana", turning(card, "back"))).card
        assert numbers(card) == numbers(page)
        assert card.paragraphs == page.paragraphs

    total = int(pages[0].paragraphs[0].split()[-1])
    assert len(seen) == len(set(seen)) == total
    assert pages[1].paragraphs == (f"11–20 of {total}",)


async def test_a_list_of_an_account_that_is_not_theirs_has_no_pages(office: House) -> None:
    refused = await office.ask("dana", "for Globex: show my invoices")
    turned = await office.ask("dana", "more")

    assert refused.outcome == "account_unknown"
    assert "Globex" not in words_of(turned.card)


async def test_a_page_turned_while_invoices_arrive_repeats_and_misses_nothing(
    office: House,
) -> None:
    first = (await office.ask("dana", "show my invoices")).card
    await enter(office, invoice("900", line(1, "A", 100)))

    second = (await office.ask("dana", turning(first, "more"))).card

    assert int(numbers(second)[0]) == int(numbers(first)[-1]) - 1


@pytest.mark.parametrize("place", ["after invoice 124", "after invoice 999", "before invoice 999"])
async def test_a_place_that_is_nobodys_own_shows_the_page_by_its_number(
    office: House, place: str
) -> None:
    by_number = await office.ask("dana", "show my invoices page 2")

    placed = await office.ask("dana", f"show my invoices page 2 {place}")

    assert placed.card == by_number.card


async def test_more_and_back_turn_the_page_in_a_mail_conversation(office: House) -> None:
    mail: dict[str, Any] = {"channel": Channel.MAIL, "conversation": "m"}

    async def write(words: str) -> Card:
        await office.accept("dana", words, **mail)
        await office.work()
        return office.mail.sent[-1].card

    await write("show my invoices")
    second = await write("more")
    third = await write("more")
    back = await write("back")

    assert second.paragraphs == ("11–20 of 43",)
    assert third.paragraphs == ("21–30 of 43",)
    assert numbers(back) == numbers(second)


@pytest.mark.parametrize("words", ["page 3", "Page 3 please", "Seite 3", "3ページ目"])
async def test_a_page_is_turned_to_by_its_number(office: House, words: str) -> None:
    await office.accept("dana", "show my invoices since 2000")
    await office.accept("dana", "more")
    await office.accept("dana", "how much is the fish?")
    await office.accept("dana", words)
    await office.work()
    shown = await office.ask("dana", "show my invoices since 2000 page 3")

    assert shown.outcome == "invoice_list"
    assert office.slack.sent[-1].card.table == shown.card.table


@pytest.mark.parametrize("words", ["next", "page 2", "more"])
async def test_past_the_end_of_a_list_it_is_said_how_long_it_is(office: House, words: str) -> None:
    for asked in ("show my overdue invoices", words, words):
        await office.accept("dana", asked)
        await office.work()

    assert "There is no page" in str(office.slack.sent[-1].card)
    assert await office.rows("SELECT id FROM cases") == []


async def test_past_the_end_of_the_payments_that_is_said_too(office: House) -> None:
    for asked in ("payment history", "next", "page 7"):
        await office.accept("dana", asked)
    await office.work()

    assert "There is no page" in str(office.slack.sent[-1].card)


async def test_more_of_nothing_says_what_one_can_say(office: House) -> None:
    answered = await office.ask("dana", "more")

    assert answered.outcome == "not_understood"
    assert "show my invoices page 2" in sayings(answered.card)


async def test_a_dispute_and_a_payment_under_way_are_said_in_the_list(office: House) -> None:
    await office.change(
        "UPDATE invoices SET disputed_at = '2026-03-09 00:00:00.000000' WHERE number = '122'"
    )
    await office.pay("dana", "123")

    card = (await office.ask("dana", "show open invoices")).card

    said = {row[0]: row[-1].split(", due")[0] for row in table(card)}
    assert said == {
        "121": "Past due, partly paid",
        "122": "Disputed",
        "123": "Payment under way",
    }
    assert not any(say == "pay invoice 123" for say in sayings(card))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("show overdue invoices", ["121"]),
        ("show open invoices", ["123", "122", "121"]),
        ("invoices since 2026-02-01", ["123", "122"]),
        ("invoices over 460", ["121"]),
        ("invoices under 0", []),
        ("show invoices type refund", ["106"]),
        ("credit invoices", ["114"]),
        ("new invoices", ["81"]),
        ("one-time invoices", ["122"]),
        ("open recurring invoices over 425", ["121"]),
        ("open invoices since 2026-02-01 under 410", ["122"]),
        ("for Acme EU: open invoices", ["202", "201"]),
    ],
)
async def test_every_filter_narrows_and_filters_together_narrow_more(
    office: House, words: str, expected: list[str]
) -> None:
    answered = await office.ask("dana", words)

    shown = numbers(answered.card) if answered.card.table else []
    assert shown == expected, answered.card


@pytest.mark.parametrize(
    "words", ["show my invoices that are purple", "invoices with a dog", "invoices since Smarch"]
)
async def test_a_filter_that_is_not_understood_shows_no_list(office: House, words: str) -> None:
    answered = await office.ask("dana", words)

    assert answered.card.table is None
