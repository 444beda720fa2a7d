"""What has been paid lately, and who may pay how much."""

from datetime import datetime

from sqlalchemy import bindparam, case, func, or_, select
from sqlalchemy.engine import Connection

from assistant.billing.model import PaymentState, Role
from assistant.billing.store.tables.accounts import contacts, people
from assistant.billing.store.tables.payments import payments

_mine = payments.c.person_id == bindparam("person")
_counted = payments.c.state.not_in([PaymentState.FAILED.value, PaymentState.RETURNED.value])
_paid_since = select(
    func.coalesce(func.sum(case((_mine, payments.c.amount_minor), else_=0)), 0).label("by_them"),
    func.coalesce(func.sum(payments.c.amount_minor), 0).label("by_all"),
).where(
    payments.c.account_id == bindparam("account"),
    payments.c.created_at > bindparam("since"),
    payments.c.currency == bindparam("currency"),
    payments.c.link.is_(False),
    _counted,
)


def paid_since(
    tx: Connection, account_id: str, person_id: str, *, since: datetime, currency: str
) -> tuple[int, int]:
    """(by this person, by everybody) for the account since then, in minor units.

    What may still succeed counts; a page somebody merely asked for does not.
    """
    wanted = {"account": account_id, "person": person_id, "since": since, "currency": currency}
    row = tx.execute(_paid_since, wanted).one()
    return int(row.by_them), int(row.by_all)


_payers_up_to = (
    select(people.c.name)
    .join(contacts, contacts.c.person_id == people.c.id)
    .where(
        contacts.c.account_id == bindparam("account"),
        contacts.c.role >= int(Role.PAYER),
        or_(
            contacts.c.payment_limit_minor.is_(None),
            contacts.c.payment_limit_minor >= bindparam("minor"),
        ),
        or_(
            contacts.c.day_limit_minor.is_(None),
            contacts.c.day_limit_minor >= bindparam("minor"),
        ),
    )
    .order_by(people.c.name)
)


def payers_up_to(tx: Connection, account_id: str, minor: int) -> tuple[str, ...]:
    """The names of those whose own limits allow a payment of this size."""
    rows = tx.execute(_payers_up_to, {"account": account_id, "minor": minor})
    return tuple(row.name for row in rows)


def of_contact(tx: Connection, account_id: str, person_id: str) -> tuple[int | None, int | None]:
    """What somebody may pay for an account at once and a day; for the tails, which act for them."""
    wanted = {"account": account_id, "person": person_id}
    row = tx.execute(_of_contact, wanted).one_or_none()
    return (row.payment_limit_minor, row.day_limit_minor) if row else (None, None)


_of_contact = select(contacts.c.payment_limit_minor, contacts.c.day_limit_minor).where(
    contacts.c.account_id == bindparam("account"), contacts.c.person_id == bindparam("person")
)
