"""Do to the database what happens in a simulated year, as the product does or the world."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, delete, insert, select, text, update

from assistant.billing.cases import close_case
from assistant.billing.contacts import reachable
from assistant.billing.events import EventKind, PaidPart, PaymentEvent
from assistant.billing.model import Asker, Origin
from assistant.billing.model.reminder import next_look, stages_of, written
from assistant.billing.reminding import quiet, replies
from assistant.billing.store import events
from assistant.db import insert_all_new
from assistant.db.direct import short_lists
from assistant.schema import metadata
from bench import books
from bench.year.people import USUAL, Company, Somebody
from bench.year.plan import Act, Bill, Plan, What

_tables = metadata.tables
_invoices, _cases, _looks = _tables["invoices"], _tables["cases"], _tables["reminder_looks"]
_pay = (
    update(_invoices)
    .where(
        _invoices.c.id.in_(bindparam("which", expanding=True)),
        _invoices.c.status == "OPEN",
    )
    .values(
        status="CLOSED",
        paid_minor=_invoices.c.total_minor,
        closed_at=bindparam("at"),
        balance_at_close_minor=0,
        version=_invoices.c.version + 1,
    )
)
_about = _cases.c.about.like("%:dispute:%") & _cases.c.closed_at.is_(None)
_disputes = select(_cases.c.id, _cases.c.facts).where(
    _about, _cases.c.account_id == bindparam("account")
)


def settle_in(tx: Connection, plan: Plan) -> None:
    """Write everybody who lives in the year, and let the database see how many they are."""
    society = plan.society
    books.add(tx, "accounts", map(_account, society.companies))
    books.add(tx, "people", map(_person, society.people))
    linked = (each for each in society.people if each.in_slack)
    books.add(tx, "slack_links", ({"address": e.slack, "person_id": e.id} for e in linked))
    places = (
        {
            "person_id": society.people[each.person].id,
            "account_id": society.companies[each.account].id,
            "role": 2 if each.admin else 1,
            "receives_reminders": each.reminders,
            "receives_escalations": each.escalations,
            "receives_payments": each.payments,
        }
        for each in society.places
    )
    books.add(tx, "contacts", places)
    for each in ("accounts", "people", "slack_links", "contacts"):
        tx.execute(text(f"ANALYZE {each}"))  # not of what is empty yet: it does not stay so


def _account(company: Company) -> dict[str, Any]:
    own = None if company.stages == USUAL else written(company.stages)
    name = f"Company {company.number}"
    return {"id": company.id, "name": name, "currency": "USD", "reminder_days": own}


def _person(person: Somebody) -> dict[str, Any]:
    wishes: dict[str, Any] = {
        "opens": person.opens,
        "closes": person.closes,
        "weekends": person.weekends,
        "first": "slack" if person.slack_first else "mail",
        "off": [] if person.wants_reminders else ["reminders"],
    }
    return {
        "id": person.id,
        "email": person.email,
        "name": f"Person {person.number}",
        "locale": person.locale,
        "timezone": person.timezone,
        "preferences": wishes,
    }


def do(tx: Connection, plan: Plan, acts: Iterable[Act]) -> None:
    """Let these happen, in order; what is billed and what is paid in a moment, together."""
    for at, of_the_moment in groupby(acts, key=lambda each: each.at):
        moment = list(of_the_moment)
        _issued(tx, plan, [_bill(plan, each) for each in moment if each.what is What.ISSUED])
        for act in moment:
            if act.what not in (What.ISSUED, What.PAID):
                _DO[act.what](tx, plan, act)
        _paid(tx, plan, [_bill(plan, each) for each in moment if each.what is What.PAID], at)


def _bill(plan: Plan, act: Act) -> Bill:
    assert act.bill is not None
    return plan.bills[act.bill]


def _issued(tx: Connection, plan: Plan, bills: Sequence[Bill]) -> None:
    insert_all_new(tx, _invoices, [_invoice(plan, each) for each in bills])
    insert_all_new(tx, _looks, [_look(plan, each) for each in bills])


def _invoice(plan: Plan, bill: Bill) -> dict[str, Any]:
    company = plan.society.companies[bill.account]
    return {
        "id": bill.id,
        "account_id": company.id,
        "number": bill.name,
        "type": "RECURRING",
        "status": "OPEN",
        "currency": "USD",
        "total_minor": bill.minor,
        "issued_on": bill.issued_on,
        "due_on": bill.due_on,
        "balance_at_open_minor": 0,
        "contact": {"company": company.id},
    }


def _look(plan: Plan, bill: Bill) -> dict[str, Any]:
    company = plan.society.companies[bill.account]
    look = next_look(stages_of(written(company.stages)), bill.due_on, None)
    return {"invoice_id": bill.id, "account_id": company.id, "due_at": look}


def _paid(tx: Connection, plan: Plan, bills: Sequence[Bill], at: datetime) -> None:
    for some in short_lists(bills):
        tx.execute(_pay, {"which": [each.id for each in some], "at": at})
        _over(tx, plan, some)
    events.add_all(tx, {f"evt_{each.number:07}": _payment(plan, each, at) for each in bills})


def _payment(plan: Plan, bill: Bill, at: datetime) -> PaymentEvent:
    company = plan.society.companies[bill.account]
    return PaymentEvent(
        kind=EventKind.SUCCEEDED,
        account_id=company.id,
        account=f"Company {company.number}",
        payment_id=f"pay_{bill.number:07}",
        person_id="",
        payer="",
        minor=bill.minor,
        currency="USD",
        method="wire",
        parts=(PaidPart(number=bill.name, minor=bill.minor, open_minor=0),),
        at=at,
    )


def _under_way(tx: Connection, plan: Plan, act: Act) -> None:
    """A payment that the bank has in hand; nobody here finishes it."""
    bill, asker = _bill(plan, act), _asker(plan, act)
    told: dict[str, Any] = {"account_id": asker.account_id, "person_id": asker.person_id}
    told |= {"request_id": asker.request_id, "currency": "USD", "amount_minor": bill.minor}
    offer = {"id": f"off_{bill.number}", "conversation": bill.name, "state": "confirmed"}
    lasting = {"created_at": act.at, "expires_at": act.at + timedelta(days=1)}
    tx.execute(_add_offer, {**told, **offer, **lasting})
    payment = {"id": f"pay_{bill.number}", "offer_id": offer["id"], "state": "processing"}
    origin = asdict(asker.origin)
    tx.execute(_add_payment, {**told, **payment, "origin": origin, "created_at": act.at})
    part: dict[str, Any] = {"payment_id": payment["id"], "invoice_id": bill.id, "position": 0}
    tx.execute(_add_part, {**part, "amount_minor": bill.minor, "live": True})


_add_offer, _add_payment = insert(_tables["offers"]), insert(_tables["payments"])
_add_part = insert(_tables["allocations"])


def _nothing(tx: Connection, plan: Plan, act: Act) -> None:
    _over(tx, plan, [_bill(plan, act)])


def _over(tx: Connection, plan: Plan, bills: Sequence[Bill]) -> None:
    """The payments under way, where there are any, are so no more."""
    which = [f"pay_{each.number}" for each in bills if each.number in plan.under_way]
    if which:
        tx.execute(_end_payments, {"which": which, "state": "failed"})
        tx.execute(_end_parts, {"which": which, "live": False})


_payments, _parts = _tables["payments"], _tables["allocations"]
_end_payments = update(_payments).where(_payments.c.id.in_(bindparam("which", expanding=True)))
_end_parts = update(_parts).where(_parts.c.payment_id.in_(bindparam("which", expanding=True)))


def _promised(tx: Connection, plan: Plan, act: Act) -> None:
    assert act.on is not None
    replies.promise(tx, _asker(plan, act), act.on, (_bill(plan, act).name,), every=False)


def _says_paid(tx: Connection, plan: Plan, act: Act) -> None:
    replies.says_paid(tx, _asker(plan, act), (_bill(plan, act).name,), every=False)


def _disputed(tx: Connection, plan: Plan, act: Act) -> None:
    replies.dispute(tx, _asker(plan, act), (_bill(plan, act).name,))


def _settled(tx: Connection, plan: Plan, act: Act) -> None:
    bill, asker = _bill(plan, act), _asker(plan, act)
    replies.end_dispute(tx, asker, bill.name)
    for row in tx.execute(_disputes, {"account": asker.account_id}):
        if row.facts.get("invoice") == bill.name:
            close_case(tx, row.id, at=act.at)


def _muted(tx: Connection, plan: Plan, act: Act) -> None:
    quiet.mute(tx, _asker(plan, act), _bill(plan, act).name, on=True)


def _paused(tx: Connection, plan: Plan, act: Act) -> None:
    quiet.pause(tx, _asker(plan, act), act.on)


def _left(tx: Connection, plan: Plan, act: Act) -> None:
    assert act.person is not None
    assert act.account is not None
    person, account = plan.society.people[act.person], plan.society.companies[act.account]
    tx.execute(_leave, {"person": person.id, "account": account.id})


_contacts = _tables["contacts"]
_leave = delete(_contacts).where(
    _contacts.c.person_id == bindparam("person"), _contacts.c.account_id == bindparam("account")
)


def _died(tx: Connection, plan: Plan, act: Act) -> None:
    """Nobody here learns of it before a mail is refused."""


def _revived(tx: Connection, plan: Plan, act: Act) -> None:
    assert act.person is not None
    reachable.reopen(tx, plan.society.people[act.person].email)


_DO = {
    What.UNDER_WAY: _under_way,
    What.CAME_TO_NOTHING: _nothing,
    What.PROMISED: _promised,
    What.SAYS_PAID: _says_paid,
    What.DISPUTED: _disputed,
    What.SETTLED: _settled,
    What.MUTED: _muted,
    What.PAUSED: _paused,
    What.LEFT: _left,
    What.DIED: _died,
    What.REVIVED: _revived,
}


def _asker(plan: Plan, act: Act) -> Asker:
    assert act.person is not None
    person = plan.society.people[act.person]
    account = act.account if act.account is not None else _bill(plan, act).account
    company = plan.society.companies[account]
    return Asker(
        person_id=person.id,
        account_id=company.id,
        account=f"Company {company.number}",
        conversation=f"with {person.email}",
        request_id=f"req_{act.what}_{act.bill}_{act.person}",
        origin=Origin("mail", person.email, ""),
        now=act.at,
        today=_today(act.at, person.timezone),
        offer_lasts=timedelta(hours=1),
        timezone=person.timezone,
    )


def _today(at: datetime, timezone: str) -> date:
    return at.astimezone(ZoneInfo(timezone)).date()
