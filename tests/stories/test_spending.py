"""“How much did we spend per month?”: the books' own sums, a currency apart from any other."""

from collections import Counter
from datetime import timedelta
from typing import Any

from assistant.card import Card
from assistant.reader import Reader
from assistant.render.slack import render
from tests.stories.house import House

INVOICES = (
    "SELECT issued_on, currency, total_minor FROM invoices WHERE account_id = 'acc_acme'"
    " AND type IN ('NEW', 'RECURRING', 'ONE-TIME-CHARGE', 'CREDIT')"
)


def bars(card: Card, name: str) -> dict[str, tuple[int, ...]]:
    """The minor units of each chart's series of this name, by the chart's title."""
    return {
        chart.title: next(s.minors for s in chart.series if s.name == name) for chart in card.charts
    }


def months(card: Card) -> list[str]:
    """The months of a table, each once."""
    return list(dict.fromkeys(row[0] for row in card.table.rows)) if card.table else []


async def test_each_month_comes_to_what_its_invoices_do_and_to_what_was_paid(
    house: House,
) -> None:
    await house.pay("dana", "123")
    await house.work()

    answered = await house.ask("dana", "how much did we spend per month?")

    today = Reader("en", "America/New_York").today(house.clock())
    months: Counter[tuple[str, str]] = Counter()
    for row in await house.rows(INVOICES):
        day = str(row.issued_on)[:7]
        if f"{today.year - 1}-{today.month:02}" < day <= f"{today.year}-{today.month:02}":
            months[row.currency, day] += row.total_minor
    shown = bars(answered.card, "Invoiced")
    for chart, minors in shown.items():
        currency = chart.rpartition(" ")[2]
        assert sum(minors) == sum(v for (c, _), v in months.items() if c == currency)
        assert sorted(filter(None, minors)) == sorted(
            v for (c, _), v in months.items() if c == currency and v
        )
    assert answered.outcome == "spending_shown"
    assert bars(answered.card, "Paid")["Per month, in USD"][-1] >= 42_000
    assert len(answered.card.table.rows) == 12 * len(shown) if answered.card.table else False


async def test_a_payment_late_at_night_is_of_the_month_it_was_in_where_its_payer_is(
    house: House,
) -> None:
    now = house.clock()
    following = (now.replace(day=1) + timedelta(days=32)).replace(day=1, hour=2)
    house.clock.advance(seconds=(following - now).total_seconds())

    await house.pay("dana", "123")
    await house.work()

    answered = await house.ask("dana", "monthly spend")
    assert Reader("en", "America/New_York").today(house.clock()).month != house.clock().month
    assert bars(answered.card, "Paid")["Per month, in USD"][-1] == 42_000


async def test_nothing_of_another_account_is_in_it_and_an_empty_year_says_so(
    office: House,
) -> None:
    answered = await office.ask("dana", "monthly spend 2001")

    assert "Nothing was invoiced or paid for Acme" in answered.card.title
    other = await office.ask("gus", "how much did we spend per month?")
    mine = await office.ask("dana", "how much did we spend per month?")
    assert other.card.table != mine.card.table


async def test_it_is_a_chart_in_slack_and_lines_of_text_where_that_is_refused(
    office: House,
) -> None:
    card = (await office.ask("dana", "how much did we spend per month?")).card

    newest, plain = render(card).blocks, render(card, newest=False).blocks

    kinds: list[Any] = [block["type"] for block in newest]
    assert "data_visualization" in kinds
    assert "data_table" in kinds
    assert {block["type"] for block in plain} <= {"header", "section", "context", "actions"}
    assert "42" in str(plain)
    aged = (await office.ask("sam", "ageing")).card
    assert "data_visualization" in [block["type"] for block in render(aged).blocks]


async def test_a_period_that_is_named_is_heeded(house: House) -> None:
    year = await house.ask("dana", "how much did we pay this year?")
    october = await house.ask("dana", "how much did we pay in october?")
    last = await house.ask("dana", "how much did we spend last month?")

    now = Reader("en", "America/New_York").today(house.clock())
    assert months(year.card) == [f"Jan {now.year}", f"Feb {now.year}", f"Mar {now.year}"]
    assert months(october.card) == [f"Oct {now.year - 1}"]
    assert months(last.card) == [f"Feb {now.year}"]


async def test_what_was_left_out_of_a_question_is_said(house: House) -> None:
    answered = await house.ask("dana", "how much did we spend on support in 2026")

    assert "“on support”" in str(answered.card.paragraphs)
    assert [each.say for each in answered.card.asking.choices] == ["how much did we spend in 2026"]
