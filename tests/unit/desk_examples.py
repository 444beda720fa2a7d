"""Examples of what agents read about accounts, and of what they set going for a customer."""

from datetime import UTC, date, datetime, timedelta

from assistant.billing.events import AtDesk, DueDateMoved, Event, OfferTold, PaperSent
from assistant.billing.model import Account, Contact, Role
from assistant.billing.model.paper import Paper, PaperFormat, PaperKind
from assistant.billing.money import Money
from assistant.billing.outcomes import accounts as a
from assistant.billing.outcomes.views import SummaryShown
from assistant.outcome import Outcome
from tests.unit.case_examples import HELD

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
NASTY = "Ac<me> & *Söhne* `x` <!channel> =1+1"
USD, EUR = Money(42000, "USD"), Money(9900, "EUR")
NOTE = a.NoteShown(NASTY, NASTY, "123", NOW)

PROMISED = (
    a.Promised("123", NOW.date(), NASTY),
    a.Promised("124", NOW.date(), "Dana", withdrawn=NOW),
)


def outcomes(summary: SummaryShown, account: Account, offer: object) -> tuple[Outcome, ...]:
    """Every answer, with what other examples have."""
    contact = Contact(
        "per_1", "acc_1", NASTY, "dana@x.example", "en", "UTC", Role.PAYER, True, True
    )
    invoice = summary.next_due
    assert invoice is not None
    return (
        a.DueDateDrafted(NASTY, invoice, date(2026, 4, 15), NASTY, (NASTY, "Dana")),
        a.DueDateDrafted(NASTY, invoice, date(2026, 4, 15), "", ()),
        *(a.DueDateSet(NASTY, invoice, repeated) for repeated in (False, True)),
        a.AccountsFound(NASTY, ()),
        a.AccountsFound("acme", (("acc_1", NASTY, (USD, EUR)), ("acc_2", "Other", ()))),
        a.AccountOverview(
            account, summary, (USD,), (contact,), (), (), (HELD,), (), (NOTE,), PROMISED
        ),
        a.Receivables((), ()),
        a.Receivables(
            ((USD, USD, 3), (EUR, EUR, 1)), (a.Owing(NASTY, USD, USD, date(2026, 1, 1)),)
        ),
        a.AgeingShown((), NOW.date()),
        a.AgeingShown(((USD,) * 5, (EUR,) * 5), NOW.date()),
        a.PaidToday((), ()),
        a.PaidToday(((USD, 2), (EUR, 1)), ((NASTY, USD, NOW),)),
        a.NotesShown(NASTY, "", ()),
        a.NotesShown(NASTY, "123", (NOTE,), kept=True),
        a.OfferPrepared(NASTY, offer, NASTY),  # type: ignore[arg-type]
        a.PaperResent(NASTY, "invoice", "123", (NASTY, "Dana")),
        a.PaperResent(NASTY, "receipt", "123", (NASTY,)),
        *(a.DeskRefused(problem, NASTY) for problem in a.DeskProblem),
    )


_TO = AtDesk(
    person_id="per_1", name=NASTY, email="dana@x.example", locale="en", timezone="UTC", slack="T/U"
)
_OFFER = OfferTold(
    account_id="acc_1",
    account=NASTY,
    about="off_1",
    at=NOW,
    by=NASTY,
    offer_id="off_1",
    minor=42000,
    currency="USD",
    numbers=("123", "124"),
    brand="Visa",
    last4="4242",
    expires_at=NOW + timedelta(days=1),
    to=_TO,
)
_PAPER = Paper(PaperKind.INVOICES, PaperFormat.PDF, "acc_1", "per_1", ("inv_1",))
FACTS: tuple[Event, ...] = (
    _OFFER,
    _OFFER.model_copy(update={"brand": "", "last4": ""}),
    *(
        DueDateMoved(
            account_id="acc_1",
            account=NASTY,
            about="inv_1:3",
            at=NOW,
            by=NASTY,
            number="123",
            was=date(2026, 4, 1),
            due_on=date(2026, 4, 15),
            reason=reason,
        )
        for reason in ("", NASTY)
    ),
    *(
        PaperSent(
            account_id="acc_1",
            account=NASTY,
            about="req_1:per_1",
            at=NOW,
            by=NASTY,
            what=what,
            number="123",
            papers=papers,
            to=_TO,
        )
        for what in ("invoice", "receipt")
        for papers in ((_PAPER,), (_PAPER, _PAPER))
    ),
)
