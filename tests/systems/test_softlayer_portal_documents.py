"""What the IBM SoftLayer customer portal offers about documents."""

import pytest

from tests.papers import sheets_of, text_of
from tests.stories.house import House
from tests.stories.test_documents import got

SYSTEM = "IBM SoftLayer portal"


@pytest.mark.capability(SYSTEM, "download an invoice as PDF")
async def test_an_invoice_is_downloaded_as_a_pdf(office: House) -> None:
    (pdf,) = await got(office, "download invoice 123")

    assert "Total 420.00 USD" in text_of(pdf)


@pytest.mark.capability(SYSTEM, "download an invoice as a spreadsheet")
async def test_an_invoice_is_downloaded_as_a_spreadsheet(office: House) -> None:
    (book,) = await got(office, "excel of 123")

    assert sheets_of(book)["Invoices"][1][0] == "123"


@pytest.mark.capability(SYSTEM, "itemized summary and itemized detail")
async def test_the_detailed_one_tells_the_tax_of_each_line(office: House) -> None:
    (short,) = await got(office, "pdf 123")
    (long,) = await got(office, "detailed pdf of 123")

    assert "Line Item Amount Tax" in text_of(long)
    assert "Line Item Amount Tax" not in text_of(short)
