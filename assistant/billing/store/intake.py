"""Look for what an import is about to enter, wherever it is, and change what may change."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection

from assistant.billing.store.tables.accounts import accounts, contacts, people
from assistant.billing.store.tables.invoices import invoice_items, invoices, item_taxes


def account(tx: Connection, account_id: str) -> Any | None:
    """An account's row, held until the transaction ends; None when there is none."""
    return tx.execute(_account, {"id": account_id}).one_or_none()


_account = select(accounts).where(accounts.c.id == bindparam("id")).with_for_update()


def account_of_customer(tx: Connection, customer_ref: str) -> str | None:
    """The account that is this customer of the provider."""
    row = tx.execute(_of_customer, {"ref": customer_ref}).first()
    return None if row is None else str(row.id)


_of_customer = (
    select(accounts.c.id)
    .where(accounts.c.customer_ref == bindparam("ref"))
    .order_by(accounts.c.id)
    .limit(1)
)


def account_ids(tx: Connection) -> list[str]:
    """Every account, to suggest the one that was meant."""
    return list(tx.execute(select(accounts.c.id).limit(10_000)).scalars())


def change_account(tx: Connection, account_id: str, **values: Any) -> None:
    """Write what changed of an account."""
    tx.execute(update(accounts).where(accounts.c.id == account_id).values(**values))


def change_name(tx: Connection, account_id: str, name: str) -> bool:
    """Write another name; False when it has that one already."""
    row = {"which": account_id, "name": name, "was": name}
    return tx.execute(_change_name, row).rowcount > 0


_change_name = update(accounts).where(
    accounts.c.id == bindparam("which"), accounts.c.name != bindparam("was")
)


def person(tx: Connection, email: str) -> Any | None:
    """Whoever has this address."""
    return tx.execute(_person, {"email": email}).one_or_none()


_person = select(people).where(people.c.email == bindparam("email"))


def contact(tx: Connection, account_id: str, person_id: str) -> Any | None:
    """What a person is to an account."""
    return tx.execute(_contact, {"account": account_id, "person": person_id}).one_or_none()


_mine = (contacts.c.account_id == bindparam("account"), contacts.c.person_id == bindparam("person"))
_contact = select(contacts).where(*_mine)


def change_contact(tx: Connection, account_id: str, person_id: str, **values: Any) -> None:
    """Write what changed of a contact."""
    tx.execute(
        update(contacts).where(*_mine).values(**values),
        {"account": account_id, "person": person_id},
    )


def numbered(tx: Connection, number: str) -> Any | None:
    """The invoice that has this number, whoever's it is: numbers are unique."""
    return tx.execute(_numbered, {"number": number}).one_or_none()


_numbered = select(invoices).where(invoices.c.number == bindparam("number"))


def referred(tx: Connection, gateway_ref: str) -> Any | None:
    """The invoice that is this one of the provider's."""
    return tx.execute(_referred, {"ref": gateway_ref}).one_or_none()


_referred = select(invoices).where(invoices.c.gateway_ref == bindparam("ref"))


def refer(tx: Connection, invoice_id: str, gateway_ref: str) -> None:
    """Note which of the provider's invoices an invoice is."""
    tx.execute(update(invoices).where(invoices.c.id == invoice_id).values(gateway_ref=gateway_ref))


def amend(
    tx: Connection,
    invoice_id: str,
    values: dict[str, Any],
    *,
    lines: Sequence[dict[str, Any]],
    taxes: Sequence[dict[str, Any]],
) -> None:
    """Write an open invoice anew; its version moves, so that offers made on the old one end."""
    changed = {**values, "version": invoices.c.version + 1}
    tx.execute(update(invoices).where(invoices.c.id == invoice_id).values(**changed))
    tx.execute(delete(item_taxes).where(item_taxes.c.invoice_id == invoice_id))
    tx.execute(delete(invoice_items).where(invoice_items.c.invoice_id == invoice_id))
    tx.execute(insert(invoice_items), list(lines))
    if taxes:
        tx.execute(insert(item_taxes), list(taxes))
