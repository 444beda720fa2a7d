"""What the DoiT console offers about documents."""

import pytest

from tests.papers import text_of
from tests.stories.house import House
from tests.stories.test_documents import got

SYSTEM = "DoiT CMP"


@pytest.mark.capability(SYSTEM, "the PDF of an open invoice says how to pay by wire")
async def test_bank_details_stand_in_the_pdf_and_in_no_answer(office: House) -> None:
    (pdf,) = await got(office, "pdf 201")
    answered = await office.ask("dana", "how do I pay by wire")

    assert "IBAN DE89 3704 0044 0532 0130 00" in text_of(pdf)
    assert "DE89" not in answered.card.model_dump_json()


@pytest.mark.capability(SYSTEM, "an Invoice Viewer may have every invoice as PDF")
async def test_a_viewer_may_have_the_pdf(office: House) -> None:
    (pdf,) = await got(office, "pdf 123", "vic")

    assert "Invoice 123" in text_of(pdf)
