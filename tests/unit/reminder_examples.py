"""One example at least of every answer about reminders, and of every fact told of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from assistant.billing.events import DisputeTold, Event, PromiseTold
from assistant.billing.events.reminding import PromiseNews
from assistant.billing.model import Invoice
from assistant.billing.model.case import CaseFile, CaseKind, CaseState
from assistant.billing.model.contact import Hearing, Told
from assistant.billing.model.plan import Plan
from assistant.billing.model.preferences import AS_USUAL, LeftAlone, Preferences
from assistant.billing.outcomes.reminding import (
    ClaimWithdrawn,
    Dispute,
    Disputed,
    DisputeEnded,
    DisputeOfOthers,
    DisputesShown,
    DisputeWithdrawn,
    LanguageChosen,
    MeantBy,
    Muted,
    NoPromise,
    NothingOpen,
    Paused,
    PreferencesShown,
    PromiseKept,
    PromiseRefused,
    PromiseWithdrawn,
    ReminderOutcome,
    SaysPaid,
    StagesRefused,
    StagesSet,
    StillPromised,
    TheirsToSay,
    WhichMeant,
    WhoInstead,
)

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
TODAY = NOW.date()
CASE = ("case_1", True, 7, NOW)


def outcomes(
    invoice: Invoice, other: Invoice, name: str, plan: Plan
) -> tuple[ReminderOutcome, ...]:
    """Every answer, for an account that is called so."""
    two, paid = (invoice, other), replace(invoice, paid=invoice.total)
    usual = PreferencesShown(name, AS_USUAL, True, None, (), (-7, 4, 10))
    alone = [LeftAlone("ap@acme.example", NOW, invoices, True) for invoices in (True, False)]
    some = Preferences(first="slack", opens=6, closes=22, weekends=True)
    return (
        *(WhichMeant(name, two, what, TODAY) for what in MeantBy),
        PromiseKept(name, (invoice,), TODAY),
        PromiseKept(name, two, TODAY),
        PromiseKept(name, (invoice,), TODAY, automatic=True),
        PromiseWithdrawn(name, ((invoice, TODAY),)),
        PromiseWithdrawn(name, ((invoice, TODAY), (other, TODAY))),
        PromiseWithdrawn(
            name,
            ((invoice, TODAY),),
            (StillPromised(invoice, "Ann Lee", TODAY),),
        ),
        NoPromise(name, ()),
        NoPromise(name, ("123",)),
        PromiseRefused(date(2026, 9, 1), TODAY + timedelta(days=31)),
        PromiseRefused(TODAY - timedelta(days=1), TODAY + timedelta(days=31), over=True),
        PromiseRefused(TODAY, TODAY + timedelta(days=366), over=True, promised=False),
        *(
            SaysPaid(*CASE, told=told, account=name, invoices=two, until=TODAY)
            for told in (True, False)
        ),
        ClaimWithdrawn(name, two, 7),
        ClaimWithdrawn(name, ()),
        Disputed(*CASE, told=True, expected=NOW, account=name, invoices=(invoice,)),
        Disputed(*CASE, account=name, invoices=(invoice,)),
        Disputed(*CASE, account=name, invoices=(paid,)),
        DisputeEnded("123", was=True),
        DisputeEnded("123", was=False),
        DisputeEnded("123", was=True, due=False),
        DisputesShown(name, ()),
        DisputesShown(name, (), "123"),
        DisputesShown(name, (_dispute(invoice),), "123"),
        DisputesShown(name, tuple(_dispute(invoice, **how) for how in _HOW_DISPUTED)),
        *(
            DisputeWithdrawn(name, invoice, case, ahead)
            for case in (7, None)
            for ahead in (None, plan)
        ),
        DisputeWithdrawn(name, paid, 7, None),
        DisputeOfOthers(*CASE, told=True, account=name, dispute=_dispute(invoice)),
        Muted(invoice, on=True),
        Muted(invoice, on=False),
        Muted(invoice, on=True, until=NOW.date()),
        Paused(name, TODAY),
        Paused(name, None),
        usual,
        replace(
            usual,
            preferences=some,
            paused_until=NOW,
            muted=(("123", None), ("124", NOW)),
            changed=True,
        ),
        replace(usual, hearing=Hearing(name, Told.REMINDERS, False, "vic@x.example", (name,))),
        replace(usual, hearing=Hearing(name, Told.REMINDERS, False, "d@x.example", ("D",), True)),
        replace(usual, preferences=Preferences(off=("reminders",)), slack=False, stages=()),
        replace(usual, preferences=Preferences(digest="daily", off=("methods", "payments:mail"))),
        replace(usual, preferences=Preferences(digest="weekly", off=("invoices:slack",))),
        *(
            replace(usual, preferences=Preferences(off=(f"reminders:{each}",)), stages=(-1, 0, 1))
            for each in ("mail", "slack")
        ),
        *(replace(usual, left_alone=each) for each in alone),
        *(replace(usual, refused=each) for each in ("payments", "invoices", "hours")),
        LanguageChosen("en"),
        StagesSet(name, (-7, 0, 1, 4)),
        StagesSet(name, ()),
        StagesRefused(8, 120),
        TheirsToSay(name),
        WhoInstead(*CASE, account=name),
        WhoInstead(*CASE, account=name, answered=True, may_change=True),
        WhoInstead(*CASE, account=name, answered=True, may_change=True, known="lea@x.example"),
        WhoInstead(*CASE, account=name, answered=True, who_can=(name,)),
        WhoInstead(*CASE, account=name, answered=True),
        NothingOpen(name),
    )


_WAITS = CaseFile(
    id="case_1",
    number=7,
    account_id="acc_1",
    account="Acme",
    within_eu=False,
    kind=CaseKind.PERSON_ASKED,
    subject="dispute",
    facts={},
    state=CaseState.OPEN,
    person_id="per_1",
    person="Dana",
    holder_id="",
    holder="",
    origin=None,
    conversation="",
    snoozed_until=None,
    opened_at=NOW,
    answered_at=None,
    closed_at=None,
)
_HELD = replace(_WAITS, state=CaseState.CLAIMED, holder="Sam")
_HOW_DISPUTED: tuple[dict[str, Any], ...] = (
    {"own": True, "case": _WAITS},
    {"case": _HELD},
    {"bank": True},
    {"by": ""},
)


def _dispute(invoice: Invoice, **how: Any) -> Dispute:
    usual: dict[str, Any] = {"by": "Dana", "own": False, "bank": False, "case": None}
    return Dispute(invoice, NOW, **(usual | how))


_PROMISED = PromiseTold(
    account_id="acc_1",
    account="Acme",
    about="hold_1:made",
    at=NOW,
    news=PromiseNews.MADE,
    person_id="per_1",
    person="Dana",
    number="123",
    minor=42000,
    currency="USD",
    on=TODAY,
)
_DISPUTED = DisputeTold(
    account_id="acc_1",
    account="Acme",
    about="dsp_1",
    at=NOW,
    opened=True,
    person_id="per_1",
    person="Dana",
    numbers=("122", "123"),
    case="case_1",
)
FACTS: tuple[Event, ...] = (
    *(_PROMISED.model_copy(update={"news": news}) for news in PromiseNews),
    _DISPUTED,
    _DISPUTED.model_copy(update={"opened": False, "case": "", "numbers": ("123",)}),
    _DISPUTED.model_copy(update={"opened": False, "case": "", "withdrawn": True}),
    _DISPUTED.model_copy(update={"opened": False, "case": "", "due": False}),
    _DISPUTED.model_copy(update={"opened": False, "case": "", "withdrawn": True, "due": False}),
)
