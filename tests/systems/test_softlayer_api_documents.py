"""What the SoftLayer_Billing_Invoice service offers about documents."""

import pytest

from assistant.request import Channel
from tests.papers import sheets_of, text_of
from tests.stories.house import House
from tests.stories.test_documents import got

SYSTEM = "SoftLayer_Billing_Invoice"


@pytest.mark.capability(SYSTEM, "getPdf, getPdfDetailed")
async def test_a_pdf_in_short_and_in_detail(office: House) -> None:
    files = [*await got(office, "pdf 120"), *await got(office, "detailed pdf 120")]

    assert ["Line Item Amount Tax" in text_of(each) for each in files] == [False, True]


@pytest.mark.capability(SYSTEM, "getExcel")
async def test_a_spreadsheet(office: House) -> None:
    (book,) = await got(office, "excel of 120-121")

    assert set(sheets_of(book)) == {"Invoices", "Items", "Payments"}


@pytest.mark.capability(SYSTEM, "preliminary versions while an invoice is open")
async def test_an_open_invoice_is_preliminary(office: House) -> None:
    (still_open,) = await got(office, "pdf 123")
    (closed,) = await got(office, "pdf 120")

    assert "PRELIMINARY" in text_of(still_open)
    assert "PRELIMINARY" not in text_of(closed)


@pytest.mark.capability(SYSTEM, "emailInvoices: several invoices to oneself")
async def test_several_invoices_are_mailed_to_oneself(house: House) -> None:
    await house.accept("dana", "email me invoices 121, 122 and 123", channel=Channel.SLACK)
    await house.work()

    (sent,) = house.mail.sent
    assert sent.address == "dana@acme.example"
    assert [each.name for each in sent.files] == [f"Invoice-{n}.pdf" for n in (121, 122, 123)]
