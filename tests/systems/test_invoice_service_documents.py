"""What the SoftLayer Java client's Invoice.Service offers about documents."""

import pytest

from tests.papers import rows_of
from tests.stories.house import House
from tests.stories.test_documents import got

SYSTEM = "Invoice.Service"


@pytest.mark.capability(SYSTEM, "the invoices of a period as a file for programs")
async def test_a_csv_file_has_every_invoice_of_the_period(office: House) -> None:
    (file,) = await got(office, "csv of 2026")

    numbers = {row["invoice_number"] for row in rows_of(file)}
    assert {"121", "122", "123"} <= numbers
