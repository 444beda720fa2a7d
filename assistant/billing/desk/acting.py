"""What agents prepare or have sent for a customer: an offer only they can accept, a document."""

from dataclasses import asdict, replace
from datetime import timedelta

from sqlalchemy.engine import Connection

from assistant.billing.contacts import accounts
from assistant.billing.desk import looking
from assistant.billing.events import AtDesk
from assistant.billing.events.desk import OfferTold, PaperSent
from assistant.billing.ids import new_id
from assistant.billing.invoices import papers
from assistant.billing.model import Asker, Contact, Origin, Role
from assistant.billing.model.paper import Paper, PaperFormat, PaperKind, PaperWish
from assistant.billing.model.wish import Wish
from assistant.billing.outcomes import OfferMade, Outcome
from assistant.billing.outcomes.accounts import (
    DeskProblem,
    DeskRefused,
    NotesShown,
    OfferPrepared,
    PaperResent,
)
from assistant.billing.outcomes.documents import DocumentsFound
from assistant.billing.paying import offers
from assistant.billing.store import agents, desk, events, invoices, people

STANDS = timedelta(hours=24)
"""How long a customer has to say yes to what was prepared for them."""


def note(tx: Connection, asker: Asker, number: str | None, words: str) -> NotesShown | DeskRefused:
    """Keep what an agent says about an account, or about one of its invoices."""
    invoice = invoices.numbered(tx, (asker.account_id,), number) if number else None
    if number and invoice is None:
        return DeskRefused(DeskProblem.INVOICE_UNKNOWN, number)
    row = {
        "id": new_id("note"),
        "account_id": asker.account_id,
        "invoice_id": invoice.id if invoice else None,
        "author_id": asker.person_id,
        "text": words,
        "request_id": asker.request_id,
        "at": asker.now,
    }
    desk.note(tx, row)
    return looking.notes(tx, asker, number, kept=True)


def prepare(
    tx: Connection, asker: Asker, numbers: tuple[str, ...], to: str
) -> Outcome | OfferPrepared | DeskRefused:
    """Make an offer in a payer's name and have them told; nothing but their own yes uses it."""
    payer = _payer(tx, asker, to)
    if isinstance(payer, DeskRefused):
        return payer
    known = AtDesk(**asdict(agents.reach(tx, [payer.person_id])[0]))
    made = offers.offer(tx, _in_their_name(tx, asker, payer, known), Wish(numbers=numbers))
    if not isinstance(made, OfferMade):
        return made
    offer = made.offer
    fact = OfferTold(
        account_id=asker.account_id,
        account=asker.account,
        about=offer.id,
        at=asker.now,
        by=agents.agent(tx, asker.person_id).name,
        request_id=asker.request_id,
        offer_id=offer.id,
        minor=offer.amount.minor,
        currency=offer.amount.currency,
        numbers=tuple(line.number for line in offer.lines),
        brand=offer.method.brand if offer.method else "",
        last4=offer.method.last4 if offer.method else "",
        expires_at=offer.expires_at,
        to=known,
    )
    events.add(tx, new_id("evt"), fact)
    return OfferPrepared(asker.account, offer, payer.name)


def resend(
    tx: Connection, asker: Asker, what: str, number: str, to: str
) -> PaperResent | DeskRefused:
    """Send an invoice or a receipt again, to a contact or to those who get such."""
    everybody = people.contacts_of(tx, asker.account_id)
    told = [each for each in everybody if each.email == to.lower()]
    if not to:
        told = [each for each in everybody if _gets(each, what)]
        told = told or [each for each in everybody if each.role >= Role.ADMIN]
    if not told:
        return DeskRefused(DeskProblem.NO_SUCH_CONTACT, to)
    kind = PaperKind.RECEIPT if what == "receipt" else PaperKind.INVOICES
    wish = PaperWish(kind, PaperFormat.PDF, numbers=(number,), by_mail=True)
    found = papers.find(tx, asker, wish)
    if not isinstance(found, DocumentsFound):
        return DeskRefused(
            DeskProblem.NO_RECEIPT if what == "receipt" else DeskProblem.INVOICE_UNKNOWN, number
        )
    for each in told:
        of = [replace(one.paper, person_id=each.person_id) for one in found.found]
        _send(tx, asker, each, what, number, of)
    return PaperResent(asker.account, what, number, tuple(each.name for each in told))


def _send(
    tx: Connection, asker: Asker, contact: Contact, what: str, number: str, of: list[Paper]
) -> None:
    fact = PaperSent(
        account_id=asker.account_id,
        account=asker.account,
        about=f"{asker.request_id}:{contact.person_id}",
        at=asker.now,
        by=agents.agent(tx, asker.person_id).name,
        request_id=asker.request_id,
        what=what,
        number=number,
        papers=tuple(of),
        to=AtDesk(**asdict(agents.reach(tx, [contact.person_id])[0])),
    )
    events.add(tx, new_id("evt"), fact)


def _gets(contact: Contact, what: str) -> bool:
    return contact.receives_payments if what == "receipt" else contact.receives_invoices


def _payer(tx: Connection, asker: Asker, to: str) -> Contact | DeskRefused:
    """Who is to say yes: whoever was named, or the first who pays and is told of payments."""
    account = people.account(tx, asker.account_id)
    everybody = people.contacts_of(tx, asker.account_id)
    if to and not any(each.email == to.lower() for each in everybody):
        return DeskRefused(DeskProblem.NO_SUCH_CONTACT, to)
    may = [
        each
        for each in everybody
        if (each.role >= Role.PAYER or account.viewer_may_pay)
        and not each.waits(asker.now)
        and (not to or each.email == to.lower())
    ]
    may.sort(key=lambda each: (not each.receives_payments, not each.slack, each.name))
    return may[0] if may else DeskRefused(DeskProblem.NOBODY_MAY_PAY, to)


def _in_their_name(tx: Connection, asker: Asker, payer: Contact, known: AtDesk) -> Asker:
    """As if the payer had asked: their limits, their place, a conversation of its own."""
    person = accounts.person_at(tx, payer.email, slack=False)
    assert person is not None, payer
    (theirs,) = [each for each in person.memberships if each.account_id == asker.account_id]
    channel, address = ("slack", known.slack) if known.slack else ("mail", known.email)
    return replace(
        asker,
        person_id=payer.person_id,
        conversation=new_id("prepared"),
        origin=Origin(channel, address, ""),
        offer_lasts=STANDS,
        repeats=False,
        payment_limit_minor=theirs.payment_limit_minor,
        day_limit_minor=theirs.day_limit_minor,
        timezone=payer.timezone,
    )
