"""The seller, as the settings say: on documents, and named by every invoice from now on."""

from functools import partial

from assistant.billing.invoices.issuing import declare_seller
from assistant.billing.model import invoice
from assistant.config import Settings
from assistant.db import Database
from assistant.documents.seller import Seller, lines_of


def seller(settings: Settings) -> Seller:
    """Who sells today, and where wires go."""
    return Seller(
        name=settings.seller_name,
        address=lines_of(settings.seller_address),
        registration=settings.seller_registration,
        tax_id=settings.seller_tax_id,
        iban=settings.seller_iban,
        bic=settings.seller_bic,
        bank=lines_of(settings.seller_bank),
    )


async def declare(settings: Settings, database: Database) -> None:
    """Let invoices issued from now on name this seller; those there are keep theirs."""
    if not settings.seller_name:
        return
    today = seller(settings)
    named = invoice.Seller(today.name, "\n".join(today.address), today.registration, today.tax_id)
    await database.write(partial(declare_seller, seller=named))
