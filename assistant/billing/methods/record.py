"""Write down what the provider says of pages and methods: answer, look-up and webhook end here.

Whatever comes twice, late or out of order changes nothing the second time; what belongs to another
customer than the account's own is ignored.
"""

from datetime import datetime, timedelta
from typing import Any, assert_never

import structlog
from sqlalchemy.engine import Connection

from assistant.billing import ahead
from assistant.billing.events import MethodChange
from assistant.billing.gateway.methods import OpenedState, PageReport, SavedMethod, SavedState
from assistant.billing.ids import new_id
from assistant.billing.methods.facts import tell_of_method, tell_of_page
from assistant.billing.model import Account
from assistant.billing.model.method import Method, MethodState
from assistant.billing.model.method_page import MethodPage, PageState
from assistant.billing.store import method_pages, methods, people

LOOK_SOON = timedelta(minutes=15)
LOOK_LATER = timedelta(hours=2)
LOOK_AT_VERIFICATION = timedelta(hours=12)
"""When to ask the provider again by ourselves, should no webhook arrive."""

log = structlog.get_logger(__name__)


def record_page(tx: Connection, report: PageReport, *, now: datetime) -> bool:
    """Apply what is said of a page; False when it is none of ours."""
    page = method_pages.identified(tx, report.page_id)
    if page is None:
        return False
    account = people.lock(tx, page.account_id)
    page = method_pages.identified(tx, report.page_id)  # as it is now that the turn is ours
    assert page is not None
    if account.customer_ref is None and report.customer_ref is not None:
        people.set_customer(tx, account.id, report.customer_ref)
    elif report.customer_ref != account.customer_ref:
        log.error("method_page_of_another_customer", page=page.id, account=account.id)
        method_pages.change(tx, page.id, due_at=None)
        return True
    match report.state:
        case OpenedState.OPEN:
            _opened(tx, account, page, report, now)
        case OpenedState.EXPIRED:
            if page.state in (PageState.ASKED, PageState.OPEN):
                method_pages.change(
                    tx, page.id, state=PageState.EXPIRED, due_at=None, finished_at=now
                )
        case OpenedState.DONE:
            _done(tx, account, page, report, now)
        case _:
            assert_never(report.state)
    return True


def _opened(
    tx: Connection, account: Account, page: MethodPage, report: PageReport, now: datetime
) -> None:
    if page.state not in (PageState.ASKED, PageState.OPEN):
        return
    again = LOOK_SOON if now - page.created_at < timedelta(hours=1) else LOOK_LATER
    known = {"url": report.url, "expires_at": report.expires_at, "gateway_ref": report.gateway_ref}
    method_pages.change(tx, page.id, state=PageState.OPEN, due_at=now + again, **known)
    fresh = method_pages.identified(tx, page.id)
    assert fresh is not None
    tell_of_page(tx, MethodChange.PAGE_OPEN, account, fresh, at=now)


def _done(
    tx: Connection, account: Account, page: MethodPage, report: PageReport, now: datetime
) -> None:
    if report.method is None:
        method_pages.change(tx, page.id, due_at=now + LOOK_SOON)
        return
    found = _saved(tx, account, report.method, now=now, page=page)
    pending = found is not None and found.state is MethodState.PENDING
    method_pages.change(
        tx,
        page.id,
        state=PageState.DONE,
        gateway_ref=report.gateway_ref,
        url=None,
        method_id=found.id if found else None,
        due_at=now + LOOK_AT_VERIFICATION if pending else None,
        finished_at=now,
    )


def give_up_page(tx: Connection, page_id: str, *, now: datetime) -> None:
    """The provider gives no page: whoever asked for it is told."""
    page = method_pages.identified(tx, page_id)
    if page is None or page.state is not PageState.ASKED:
        return
    account = people.lock(tx, page.account_id)
    method_pages.change(tx, page_id, state=PageState.FAILED, due_at=None, finished_at=now)
    tell_of_page(tx, MethodChange.PAGE_FAILED, account, page, at=now)


def record_method(tx: Connection, saved: SavedMethod, *, now: datetime) -> bool:
    """Apply what is said of a method by itself; False when no account of ours has it."""
    known = methods.referred(tx, saved.gateway_ref)
    account = (
        people.lock(tx, known[0])
        if known
        else people.lock_of_customer(tx, saved.customer_ref or "")
    )
    if account is None:
        return False
    if saved.state is SavedState.GONE or saved.customer_ref != account.customer_ref:
        if known is not None:
            _gone(tx, account, known[1], now)
        return known is not None
    return _saved(tx, account, saved, now=now) is not None


def _saved(
    tx: Connection,
    account: Account,
    saved: SavedMethod,
    *,
    now: datetime,
    page: MethodPage | None = None,
) -> Method | None:
    """Bring a method on file up to date, or put it there; None when it is another account's."""
    known = methods.referred(tx, saved.gateway_ref)
    if known is not None and known[0] != account.id:
        log.error("method_of_another_account", account=account.id, method=known[1].id)
        return None
    if known is None:
        return _new(tx, account, saved, now=now, page=page)
    method = known[1]
    if method.removed_at is not None:
        return method
    methods.change(tx, method.id, **_facts(saved))
    if page is not None and method.added_by is None:
        methods.change(tx, method.id, added_by=page.person_id, tell=page.tell)
    _move(tx, account, method.id, saved, now=now)
    return methods.identified(tx, method.id)


def _new(
    tx: Connection,
    account: Account,
    saved: SavedMethod,
    *,
    now: datetime,
    page: MethodPage | None,
) -> Method | None:
    if saved.state is SavedState.REJECTED:
        return None
    method = Method(
        id=new_id("met"),
        gateway_ref=saved.gateway_ref,
        state=MethodState(saved.state),
        added_by=page.person_id if page else None,
        tell=page.tell if page else None,
        created_at=now,
        **_facts(saved),
    )
    methods.add(tx, account.id, method)
    if method.usable:
        _take_place(tx, account, method, now)
        _first_is_default(tx, account.id, method.id)
    method = methods.identified(tx, method.id)
    change = MethodChange.ADDED if method.usable else MethodChange.PENDING
    url = saved.verify_url
    tell_of_method(tx, change, account, method, at=now, page=page, url=url)
    return method


def _take_place(tx: Connection, account: Account, method: Method, now: datetime) -> None:
    """The same card added again, renewed perhaps, stands where it stood; the older one goes.

    One that a payment is charging stays until somebody removes it.
    """
    same = [
        each
        for each in methods.active(tx, account.id)
        if each.id != method.id and each.fingerprint == method.fingerprint is not None
    ]
    for old in same:
        if methods.in_use(tx, old.id):
            continue
        methods.remove(tx, old.id, now)
        if old.is_default:
            methods.make_default(tx, account.id, method.id)
        elif old.is_backup:
            methods.make_backup(tx, account.id, method.id)
        ahead.do_without(tx, account, old, now, instead=method)


def _move(
    tx: Connection, account: Account, method_id: str, saved: SavedMethod, *, now: datetime
) -> None:
    """Only what waits for its verification changes its state."""
    method = methods.identified(tx, method_id)
    if method.state is not MethodState.PENDING or saved.state is SavedState.PENDING:
        return
    methods.change(tx, method_id, state=MethodState(saved.state))
    accepted = saved.state is SavedState.ACTIVE
    if accepted:
        _first_is_default(tx, account.id, method_id)
    method = methods.identified(tx, method_id)
    change = MethodChange.VERIFIED if accepted else MethodChange.REJECTED
    tell_of_method(tx, change, account, method, at=now)


def _first_is_default(tx: Connection, account_id: str, method_id: str) -> None:
    if methods.default(tx, account_id) is None:
        methods.make_default(tx, account_id, method_id)


def _gone(tx: Connection, account: Account, method: Method, now: datetime) -> None:
    """It was taken off at the provider's side: it pays nothing here, either."""
    if method.removed_at is not None or method.state is MethodState.PENDING:
        return  # one that waits for its verification has no customer yet
    methods.remove(tx, method.id, now)
    methods.change(tx, method.id, due_at=None)
    backup = methods.backup(tx, account.id) if method.is_default else None
    if backup is not None:
        methods.make_default(tx, account.id, backup.id)
    ahead.do_without(tx, account, method, now)
    tell_of_method(tx, MethodChange.REMOVED, account, method, at=now)


def _facts(saved: SavedMethod) -> dict[str, Any]:
    return {
        "kind": saved.kind[:24],
        "brand": saved.brand,
        "last4": saved.last4,
        "exp_month": saved.exp_month,
        "exp_year": saved.exp_year,
        "billing": saved.billing,
        "fingerprint": saved.fingerprint,
    }
