"""What the Invoice.Service of the SoftLayer Java client offers."""

import asyncio
from functools import partial

import pytest

from assistant.billing import invoices
from assistant.billing.invoices import Filter, Page
from assistant.billing.model import Asker, Origin
from assistant.billing.outcomes import InvoiceList
from assistant.billing.outcomes.views import InvoiceDetails
from assistant.request import Channel
from assistant.whose import OFFERS_LAST
from tests.stories.house import NOON, House

SYSTEM = "Invoice.Service"


def asker(account: str = "acc_acme") -> Asker:
    return Asker(
        person_id="per_dana_acme",
        account_id=account,
        account="Acme",
        conversation="c",
        request_id="req",
        origin=Origin("terminal", "t", ""),
        now=NOON,
        today=NOON.date(),
        offer_lasts=OFFERS_LAST[Channel.TERMINAL],
    )


@pytest.mark.capability(SYSTEM, "Maskable: a summary and a detail projection")
async def test_the_same_page_is_told_in_two_projections(office: House) -> None:
    summary = await office.ask("dana", "show my invoices")
    detail = await office.ask("dana", "show my invoices in detail")

    assert (summary.outcome, detail.outcome) == ("invoice_list", "invoice_details")
    assert summary.card.table is not None
    assert detail.card.table is not None
    numbers = [[row[0] for row in card.table.rows] for card in (summary.card, detail.card)]
    assert numbers[0] == numbers[1]
    assert len(detail.card.table.columns) > len(summary.card.table.columns)


@pytest.mark.capability(SYSTEM, "ResultLimitable: offset, limit and a true total")
@pytest.mark.parametrize("words", ["show my invoices{}", "show my invoices in detail{}"])
async def test_a_page_says_which_of_how_many(office: House, words: str) -> None:
    told = [
        (await office.ask("dana", words.format(page))).card.paragraphs
        for page in ("", " page 2", " page 5", " page 6")
    ]

    assert told == [
        ("1–10 of 43",),
        ("11–20 of 43",),
        ("41–43 of 43",),
        ("There is no page 6: 43 in all match.",),
    ]


@pytest.mark.capability(SYSTEM, "the total is of what matches the filter")
async def test_the_total_counts_what_matches(office: House) -> None:
    told = await office.ask("dana", "show paid invoices page 2")

    assert told.card.paragraphs == ("11–20 of 37",)


@pytest.mark.capability(SYSTEM, "a filter that is not understood is refused, never ignored")
@pytest.mark.parametrize(
    "words", ["invoices that are purple", "invoices with a dog", "show my invoices since Smarch"]
)
async def test_an_unknown_filter_shows_no_list(office: House, words: str) -> None:
    told = await office.ask("dana", words)

    assert told.outcome in ("filter_refused", "not_understood")
    assert told.card.table is None


@pytest.mark.capability(SYSTEM, "an asynchronous, typed service")
async def test_many_may_ask_at_once_and_each_gets_a_typed_answer(office: House) -> None:
    look = partial(invoices.list_invoices, may_pay=False)
    asked = [
        office.database.read(
            partial(look, asker=asker(account), wanted=Filter(), page=Page(number))
        )
        for account in ("acc_acme", "acc_kumo")
        for number in (1, 2)
    ]
    in_detail = office.database.read(
        partial(invoices.list_details, asker=asker(), wanted=Filter(), page=Page(5))
    )

    *lists, details = await asyncio.gather(*asked, in_detail)

    assert [type(each) for each in lists] == [InvoiceList] * 4
    assert [len(each.invoices) for each in lists] == [10, 10, 2, 0]
    assert isinstance(details, InvoiceDetails)
    assert all(each.totals.total == each.invoice.total for each in details.details)
