"""Write what happened to a method as a fact, in the transaction that made it true."""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing.events import MethodChange, MethodChanged
from assistant.billing.ids import new_id
from assistant.billing.model import Account, Asker, Origin
from assistant.billing.model.method import Method
from assistant.billing.model.method_page import MethodPage
from assistant.billing.store import events, people

_NOWHERE = Origin("", "", "")


def tell_of_method(
    tx: Connection,
    change: MethodChange,
    account: Account,
    method: Method,
    *,
    at: datetime,
    asker: Asker | None = None,
    page: MethodPage | None = None,
    url: str | None = None,
    occasion: str = "",
    before: str = "",
) -> bool:
    """Tell a fact about a method, once; ``asker`` or ``page`` say who did it, and where."""
    person_id = asker.person_id if asker else page.person_id if page else ""
    origin = asker.origin if asker else page.origin if page else _NOWHERE
    fact = MethodChanged(
        account_id=account.id,
        account=account.name,
        about=":".join(filter(None, (method.id, change, occasion))),
        at=at,
        by=people.name_of(tx, person_id) if person_id else "",
        request_id=asker.request_id if asker else page.request_id if page else "",
        change=change,
        method=method.name,
        person_id=person_id,
        tell=method.tell or "",
        is_default=method.is_default,
        is_backup=method.is_backup,
        expiry=expiry(method),
        url=url,
        before=before,
        origin_channel=origin.channel,
        origin_address=origin.address,
        origin_place=origin.place,
    )
    return events.add_new(tx, new_id("evt"), fact)


def tell_of_page(
    tx: Connection, change: MethodChange, account: Account, page: MethodPage, *, at: datetime
) -> bool:
    """Tell whoever asked for a page what became of it, once."""
    fact = MethodChanged(
        account_id=account.id,
        account=account.name,
        about=f"{page.id}:{change}",
        at=at,
        by=people.name_of(tx, page.person_id),
        request_id=page.request_id,
        change=change,
        person_id=page.person_id,
        url=page.url,
        until=page.expires_at,
        origin_channel=page.origin.channel,
        origin_address=page.origin.address,
        origin_place=page.origin.place,
    )
    return events.add_new(tx, new_id("evt"), fact)


def expiry(method: Method) -> str:
    """``03/28``, as it is printed on the card; empty for what does not end."""
    if method.exp_month is None or method.exp_year is None:
        return ""
    return f"{method.exp_month:02}/{method.exp_year % 100:02}"
