"""One example at least of every way an answer can end, and of every fact that is told unasked."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from assistant.billing import outcomes as o
from assistant.billing.amount import Amount, Share
from assistant.billing.events import (
    AutopayTurned,
    ContactChange,
    ContactChanged,
    ContactInvited,
    Event,
    EventKind,
    MethodChange,
    MethodChanged,
    PaidPart,
    PaymentEvent,
    PlanNews,
    PlanTold,
)
from assistant.billing.model import (
    Account,
    Allocation,
    Invoice,
    InvoiceStatus,
    InvoiceType,
    Item,
    Method,
    MethodState,
    Offer,
    OfferLine,
    OfferState,
    Origin,
    Payment,
    PaymentState,
    Role,
    Seller,
    TaxLine,
)
from assistant.billing.model.contact import Hearing, Told
from assistant.billing.model.lines import totals, tree
from assistant.billing.model.paper import Paper, PaperFormat, PaperKind, PaperWish
from assistant.billing.model.plan import Plan, PlanKind, PlanState, PlanStep, WhyNot
from assistant.billing.model.wish import Wish
from assistant.billing.money import Money
from assistant.billing.outcomes import documents as d
from assistant.billing.outcomes import methods as m
from assistant.billing.outcomes import plans as p
from assistant.billing.outcomes import views as v
from assistant.billing.outcomes.paying import (
    Claim,
    CreditUsed,
    Doubts,
    LeftOut,
    LimitKind,
    LimitReached,
    LinkPromised,
    MethodUnclear,
    Ways,
)
from assistant.command import NotUnderstood
from assistant.outcome import (
    AccountShown,
    AccountUnknown,
    DifferentAccounts,
    Helped,
    Lacks,
    NoSuchChoice,
    NotAllowed,
    Outcome,
    PayingStopped,
    PaymentsOff,
    Stranger,
)
from tests.unit import (
    case_examples,
    desk_examples,
    invoice_examples,
    operation_examples,
    reminder_examples,
    telling_examples,
)
from tests.unit.contact_examples import CONTACTS
from tests.unit.linking_examples import LINKING

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
NASTY = "Ac<me> & *Söhne* `x` <!channel> =1+1"
USD_420 = Money(42000, "USD")
NOTHING = Money(0, "USD")
METHOD = Method("met_1", "pm_1", "card", "Visa", "4242")

INVOICE = Invoice(
    id="inv_1",
    account_id="acc_1",
    number="123",
    type=InvoiceType.RECURRING,
    status=InvoiceStatus.OPEN,
    total=USD_420,
    paid=NOTHING,
    issued_on=date(2026, 3, 5),
    due_on=date(2026, 4, 4),
    version=1,
    balance_at_open=NOTHING,
    balance_at_close=None,
    contact={"name": NASTY, "email": "dana@acme.example"},
    closed_at=None,
)
YEN = replace(INVOICE, id="inv_2", number="301", total=Money(1200, "JPY"), paid=Money(0, "JPY"))
CREDIT = replace(
    INVOICE, type=InvoiceType.CREDIT, status=InvoiceStatus.CLOSED, total=Money(-2000, "USD")
)
LOST = replace(INVOICE, status=InvoiceStatus.CLOSED_FAILED)
TODAY = date(2026, 3, 10)
DISPUTED = replace(INVOICE, disputed=True, processing=True)
LATE = replace(INVOICE, due_on=date(2026, 3, 9), paid=Money(100, "USD"), purchase_order=NASTY)
SELLER = Seller(NASTY, "1 Example Street", "HRB 1", "DE1")
VAT = TaxLine("VAT", 200_000, Money(7000, "USD"))
ITEMS = (
    Item(1, NASTY, Money(35000, "USD"), Money(7000, "USD"), recurring=True, taxes=(VAT,)),
    Item(2, "", NOTHING, NOTHING, recurring=False),
    Item(3, "A part", Money(100, "USD"), Money(1, "USD"), recurring=False, parent=1, category="c"),
    Item(4, "Free", NOTHING, NOTHING, recurring=True, category=NASTY),
)
DETAILS = (
    v.Detail(INVOICE, totals(ITEMS, "USD")),
    v.Detail(LATE, totals((), "USD")),
    v.Detail(CREDIT, totals((), "USD")),
)
CHANGES = tuple(
    v.Change(NASTY, before, now)
    for before, now in ((None, USD_420), (USD_420, None), (Money(1, "USD"), Money(2, "USD")))
    for _ in range(5)
)
BOTH_WAYS = (Money(-500, "EUR"), USD_420)
COMING = v.NextInvoice(USD_420, Money(-2000, "USD"), "123", date(2026, 3, 5), date(2026, 4, 5))
OFFER = Offer(
    id="off_1",
    account_id="acc_1",
    person_id="per_1",
    conversation="c",
    state=OfferState.LIVE,
    amount=Money(5000, "USD"),
    method=METHOD,
    expires_at=NOW,
    lines=(OfferLine("inv_1", "123", Money(5000, "USD"), Money(37000, "USD"), 1),),
)
OFFER_OF_TWO = replace(
    OFFER,
    method=None,
    lines=(
        OfferLine("inv_1", "122", Money(1000, "USD"), NOTHING, 1),
        OfferLine("inv_2", "123", Money(4000, "USD"), NOTHING, 1),
    ),
)
PAYMENT = Payment(
    id="pay_1",
    account_id="acc_1",
    person_id="per_1",
    request_id="req_1",
    payer=NASTY,
    origin=Origin("slack", "T1/U1", "p"),
    amount=USD_420,
    method=METHOD,
    state=PaymentState.CONFIRMED,
    attempts=0,
    gateway_ref=None,
    decline=None,
    action_url=None,
    created_at=NOW,
    finished_at=None,
    allocations=(Allocation("inv_1", "123", USD_420),),
)
PAYMENTS = tuple(
    replace(
        PAYMENT,
        state=state,
        decline="insufficient_funds" if state is PaymentState.FAILED else None,
        action_url="https://pay.example/1" if state is PaymentState.NEEDS_ACTION else None,
        finished_at=None if state.live else NOW,
    )
    for state in PaymentState
)

PAPER = Paper(PaperKind.INVOICES, PaperFormat.PDF, "acc_1", "per_1", ("inv_1",))
YEAR = {"since": date(2026, 1, 1), "before": date(2027, 1, 1)}
WISH = PaperWish(PaperKind.INVOICES, PaperFormat.PDF)
FOUND = (
    d.FoundPaper(PAPER, ("123",)),
    d.FoundPaper(replace(PAPER, detailed=True), (NASTY,)),
    d.FoundPaper(replace(PAPER, format=PaperFormat.CSV, ids=(), **YEAR), ()),
    d.FoundPaper(replace(PAPER, format=PaperFormat.XLSX, ids=(), since=date(2026, 1, 1)), ()),
    d.FoundPaper(replace(PAPER, kind=PaperKind.STATEMENT, ids=(), **YEAR), ()),
    d.FoundPaper(replace(PAPER, kind=PaperKind.RECEIPT, ids=("7",)), ()),
    d.FoundPaper(replace(PAPER, kind=PaperKind.RECEIPT, ids=("7",)), ("123", "124")),
)
RECEIPT = replace(WISH, kind=PaperKind.RECEIPT)
DOCUMENTS: tuple[Outcome, ...] = (
    *(d.DocumentsFound(NASTY, (each,), (), by_mail=False) for each in FOUND),
    d.DocumentsFound("Acme", (FOUND[0],) * 7, ("121", "122"), by_mail=True),
    d.DocumentsFound(
        "Acme",
        tuple(replace(each, amount=INVOICE.total, at=NOW) for each in FOUND[-2:]),
        (),
        by_mail=False,
    ),
    d.WhichDocument("Acme", replace(WISH, detailed=True, by_mail=True), (INVOICE, YEN)),
    d.WhichPeriod(NASTY, replace(WISH, kind=PaperKind.STATEMENT, format=PaperFormat.CSV)),
    d.NothingToSend(NASTY, RECEIPT),
    d.NothingToSend("Acme", replace(RECEIPT, numbers=("123",))),
    d.NothingToSend("Acme", replace(WISH, which="next")),
    *(
        d.NothingToSend("Acme", replace(WISH, which="next"), Hearing("Acme", Told.INVOICES, *how))
        for how in ((True, "d@x.example"), (False, "v@x.example", ("Dana",)))
    ),
    d.DocumentsFound(
        "Acme", FOUND[:1], (), True, Hearing("Acme", Told.INVOICES, False, "d@x.example", (), True)
    ),
    d.NothingToSend("Acme", replace(WISH, **YEAR)),
    d.NothingToSend("Acme", WISH),
    d.TooMuchAtOnce(43, 10),
)
LEFT_OUT = (
    LeftOut(disputed=(INVOICE,)),
    LeftOut(claimed=(INVOICE, YEN)),
    LeftOut((INVOICE,), (YEN,), (INVOICE,)),
)
WISHES = (
    Wish(),
    Wish(numbers=("123",), amount=Amount(text="50", readings=(Decimal(50),)), using="4242"),
    Wish(numbers=("122", "123"), using="other"),
    Wish(numbers=("123",), share=Share(parts=2, of=3), using="once"),
    Wish(all="balance", share=Share(parts=1, of=4)),
    Wish(all="overdue", using="visa"),
)
PLAN = Plan(
    id="pln_1",
    account_id="acc_1",
    kind=PlanKind.SCHEDULED,
    person_id="per_1",
    person=NASTY,
    timezone="UTC",
    state=PlanState.PLANNED,
    step=PlanStep.ANNOUNCE,
    pay_on=date(2026, 3, 13),
    due_at=NOW,
    tries=0,
    payment_id=None,
    offer_id="off_1",
    order_id=None,
    announced=USD_420,
    method=METHOD,
    parts=(Allocation("inv_1", "123", USD_420),),
    request_id="req_1",
    origin=Origin("slack", "T1/U1", "p"),
    created_at=NOW,
)
RELYING = (
    m.Relying((PLAN,), METHOD, "goes_on"),
    m.Relying((PLAN,), None, "ends"),
)
AUTOMATIC = replace(PLAN, kind=PlanKind.AUTOPAY, offer_id=None, order_id="ord_1", method=None)

BILLING: tuple[o.Outcome, ...] = (
    o.InvoiceList("Acme", (), 0, 0, 1, filtered=True, payable=(), today=TODAY),
    o.InvoiceList("Acme", (), 0, 0, 1, filtered=False, payable=(), today=TODAY),
    o.InvoiceList(
        NASTY,
        (INVOICE, YEN, CREDIT, LOST, DISPUTED, LATE),
        43,
        10,
        2,
        filtered=False,
        payable=("123",),
        today=TODAY,
    ),
    o.InvoiceShown(NASTY, INVOICE, ITEMS, None, may_pay=True, today=TODAY, seller=SELLER),
    o.InvoiceShown("Acme", INVOICE, (), PAYMENT, may_pay=False, today=TODAY),
    o.InvoiceShown("Acme", INVOICE, (), None, True, TODAY, ways=Ways((METHOD,), parts=True)),
    v.InvoiceDetails("Acme", (), 43, 50, 6, filtered=False, today=TODAY),
    v.InvoiceDetails(NASTY, DETAILS, 43, 10, 2, filtered=True, today=TODAY),
    *(v.ItemShown(NASTY, INVOICE, each, 4) for each in tree(ITEMS)),
    v.ItemNotFound("123", 9, 4),
    v.ItemNotFound("123", 9, 0),
    v.InvoiceExplained(NASTY, INVOICE, None, (), ITEMS, may_pay=True),
    v.InvoiceExplained(NASTY, INVOICE, INVOICE, (), ITEMS, may_pay=False),
    v.InvoiceExplained(NASTY, INVOICE, LATE, CHANGES, ITEMS, may_pay=True),
    v.SpendingShown(NASTY, date(2026, 1, 1), date(2026, 3, 1), ()),
    v.SpendingShown(
        NASTY,
        date(2026, 1, 1),
        date(2026, 3, 1),
        tuple(
            v.Spent(date(2026, month, 1), Money(invoiced, currency), Money(paid, currency))
            for currency in ("JPY", "USD")
            for month, invoiced, paid in ((1, 42_000, 0), (2, -500, 42_000))
        ),
    ),
    v.SummaryShown("Acme", (), (), (), None, None, None, may_pay=True),
    v.SummaryShown(NASTY, BOTH_WAYS, (USD_420,), (USD_420,), INVOICE, METHOD, COMING, may_pay=True),
    o.InvoiceNotFound(NASTY),
    o.InvoiceNotFound("1234", ("123", "124")),
    o.InvoiceNotFound("122", elsewhere=NASTY),
    o.BalanceShown("Acme", (USD_420,), (USD_420,), (USD_420,), 1, INVOICE, (USD_420,), True),
    o.BalanceShown("Acme", (), (), (), 0, None, (), may_pay=False, pages=(PAYMENT,)),
    o.AmountRefused("1", NASTY, o.AmountProblem.TOO_MUCH, USD_420, USD_420, (USD_420,)),
    o.OfferMade("Acme", OFFER),
    o.OfferMade("Acme", OFFER, ways=Ways((METHOD, replace(METHOD, brand=NASTY)), parts=True)),
    *(
        o.OfferMade("Acme", OFFER_OF_TWO, because)
        for because in ("changed", "expired", "replaced", "cancelled", "elsewhere")
    ),
    *(
        o.OfferMade(
            "Acme",
            replace(offer, balance=True),
            closes=(PAYMENT, replace(PAYMENT, link=True)),
            credit=USD_420,
        )
        for offer in (OFFER, OFFER_OF_TWO)
    ),
    o.ChoiceNeeded("Acme", (INVOICE, YEN), (USD_420, Money(1200, "JPY")), 3, Wish(), 5),
    *(o.ChoiceNeeded("Acme", (INVOICE, INVOICE), (USD_420,), 0, wish, 2) for wish in WISHES),
    o.NothingDue("Acme", ()),
    o.NothingDue("Acme", (USD_420,), overdue_only=True),
    o.AlreadyPaid("123", NOW),
    o.AlreadyPaid("123", None),
    o.AlreadyPaid("123", NOW, NASTY),
    o.NotPayable(CREDIT),
    o.NotPayable(LOST),
    *(o.BeingPaid("123", each, own=own) for each in PAYMENTS for own in (True, False)),
    *(o.AmountRefused("123", NASTY, problem, USD_420) for problem in o.AmountProblem),
    *(o.AmountRefused("", "50", problem, Money(20, "USD")) for problem in o.AmountProblem),
    o.AmountUnclear("123", "1.000", (Money(100, "USD"), Money(100000, "USD"))),
    o.AmountUnclear("", "1.000", (Money(100, "USD"), Money(100000, "USD"))),
    *(
        LimitReached(NASTY, kind, USD_420, most, Money(0, most.currency), who)
        for kind in LimitKind
        for most, who in ((Money(10000, "USD"), (NASTY, "Dana")), (Money(5, "EUR"), ()))
    ),
    *(MethodUnclear(NASTY, (METHOD, METHOD), wish) for wish in WISHES),
    MethodUnclear("4444", (), Wish(numbers=("123",))),
    o.FilterRefused(("with", NASTY)),
    o.PaymentStarted("Acme", PAYMENT),
    o.PaymentStarted("Acme", replace(PAYMENT, method=None)),
    *(LinkPromised("Acme", replace(each, link=True)) for each in PAYMENTS),
    LinkPromised(
        "Acme", PAYMENTS[0], Doubts(disputed=("123",), claimed=(Claim("122", NASTY, NOW),))
    ),
    *(o.OfferUsed(each) for each in PAYMENTS),
    *(o.OfferUsed(each, said_no=True) for each in PAYMENTS),
    *(o.OfferUsed(each, said_no=True, stop="cancel off_1") for each in PAYMENTS),
    o.OfferMade("Acme", OFFER, "besides", besides=NASTY),
    MethodUnclear("removed", (METHOD,), Wish(numbers=("123",), using="removed")),
    o.OfferCancelled(OFFER),
    o.OfferCancelled(OFFER, {"123": o.AlreadyPaid("123", NOW, NASTY)}),
    o.OfferCancelled(OFFER, {"122": o.NotPayable(LOST)}),
    o.QuestionDropped(),
    o.PaymentWithdrawn(PAYMENT),
    o.NothingToConfirm(),
    o.OfferMade("Acme", replace(OFFER, pay_on=date(2026, 3, 13))),
    o.OfferMade("Acme", OFFER, "no_credit", credit=USD_420),
    o.OfferMade("Acme", OFFER, "credit_ahead", credit=USD_420),
    o.OfferMade("Acme", replace(OFFER, credit_minor=500), "credit", credit=USD_420),
    CreditUsed(NASTY, ("123",), USD_420, USD_420),
    o.PaymentStarted("Acme", PAYMENT, USD_420),
    o.OfferMade("Acme", OFFER, planned=(PLAN, AUTOMATIC)),
    o.OfferMade("Acme", OFFER, doubts=Doubts(disputed=("123", NASTY))),
    o.OfferMade("Acme", OFFER, doubts=Doubts(claimed=(Claim("123", NASTY, NOW),))),
    *(o.OfferMade("Acme", OFFER_OF_TWO, doubts=Doubts(left_out=each)) for each in LEFT_OUT),
    *(o.OfferMade("Acme", OFFER, because) for because in ("not_by_reply", "reply_off")),
    *(o.NothingDue("Acme", (), late, each) for late in (True, False) for each in LEFT_OUT[:2]),
    o.ChoiceNeeded("Acme", (INVOICE, YEN), (USD_420,), 0, Wish(on=date(2026, 3, 13)), 2),
    *(o.ChoiceNeeded("Acme", (INVOICE, YEN), (USD_420,), 0, Wish(), 2, e) for e in LEFT_OUT),
    o.AmountUnclear("123", "1.000", (Money(100, "USD"),), on=date(2026, 3, 13)),
    *(p.PaymentPlanned(NASTY, PLAN, again=again) for again in (True, False)),
    p.PaymentPlanned("Acme", replace(PLAN, step=PlanStep.PAY)),
    p.PlanList("Acme", (PLAN, AUTOMATIC), autopay=True),
    p.PlanList(NASTY, (), autopay=False),
    p.PlanCancelled("Acme", (PLAN, AUTOMATIC)),
    p.PaymentStopped(PAYMENT),
    p.NothingPlanned("123"),
    p.AlreadyPlanned("Acme", PLAN),
    *(p.DateRefused(date(2026, 3, 9), problem) for problem in p.DateProblem),
    *(p.MethodNeeded(NASTY, for_autopay=each) for each in (True, False)),
    p.AutopayDenied(NASTY),
    *(
        p.AutopayOffered(NASTY, "ord_1", METHOD, upcoming, NOW, because)
        for upcoming in ((), ((INVOICE, date(2026, 4, 4)),))
        for because in (None, "expired", "replaced", "changed")
    ),
    p.AutopayOffered(
        "Acme",
        "ord_1",
        METHOD,
        ((INVOICE, date(2026, 4, 4)),),
        NOW,
        None,
        (("123", date(2026, 4, 4)), ("124", date(2026, 4, 5))),
    ),
    *(
        p.AutopayShown(
            NASTY, on, NASTY, NOW if on else None, METHOD, (AUTOMATIC,), may_change=True, turned=new
        )
        for on in (True, False)
        for new in (True, False)
    ),
    p.AutopayShown("Acme", True, "Dana", NOW, None, (), may_change=False),
    *(o.PaymentShown(each, may_pay=True) for each in PAYMENTS),
    o.NoPaymentYet("Acme", None, may_pay=True),
    o.NoPaymentYet("Acme", INVOICE, may_pay=True),
    o.NoPaymentYet("Acme", INVOICE, may_pay=True, planned=PLAN),
    o.PaymentList("Acme", (), 0, 0, 1),
    o.PaymentList("Acme", PAYMENTS, 43, 0, 1),
    *DOCUMENTS,
)
_BANK = Method("met_2", "pm_2", "us_bank_account", NASTY, "6789", state=MethodState.PENDING)
_CARD = replace(METHOD, exp_month=3, exp_year=2028, is_default=True)
METHODS: tuple[m.MethodOutcome, ...] = (
    m.MethodList(NASTY, (_CARD, _BANK, replace(METHOD, id="met_3", is_backup=True)), True),
    m.MethodList(NASTY, (), may_manage=True),
    m.MethodList(NASTY, (replace(_BANK, state=MethodState.REJECTED),), may_manage=False),
    m.WireShown(NASTY, ("122", "123")),
    m.WireShown(NASTY, ()),
    m.MethodPageAsked(NASTY, None, None),
    m.MethodPageAsked(NASTY, NASTY, True),
    m.MethodPageAsked(NASTY, None, False),
    m.NoSuchContact(NASTY, "bob@acme.example", ("dana@acme.example",)),
    *(m.MethodUnclear(NASTY, wish, (_CARD, _BANK)) for wish in m.MethodWish),
    m.MethodUnclear(NASTY, m.MethodWish.DEFAULT, ()),
    m.MethodUnknown(NASTY, NASTY, (_CARD,)),
    m.MethodUnknown(NASTY, "", ()),
    m.MethodToConfirm(NASTY, m.MethodWish.REMOVE, _CARD, METHOD, True),
    m.MethodToConfirm(NASTY, m.MethodWish.REMOVE, _CARD, None, False),
    m.MethodToConfirm(NASTY, m.MethodWish.DEFAULT, METHOD, METHOD, True),
    m.MethodRequired(NASTY, _CARD),
    m.MethodBusy(NASTY, _CARD),
    m.MethodNotUsable(NASTY, _BANK),
    m.MethodNotUsable(NASTY, replace(_BANK, state=MethodState.REJECTED)),
    *(m.MethodToConfirm(NASTY, m.MethodWish.REMOVE, _CARD, None, True, each) for each in RELYING),
    *(m.MethodRemoved(NASTY, _CARD, METHOD, each) for each in RELYING),
    m.MethodRemoved(NASTY, _CARD, METHOD),
    m.MethodRemoved(NASTY, _CARD, None),
    m.MethodsArranged(NASTY, _CARD, METHOD),
    m.MethodsArranged(NASTY, None, None),
)
LINE: tuple[Outcome, ...] = (
    Stranger(),
    Stranger(may_link=True),
    PaymentsOff(),
    PayingStopped(),
    *reminder_examples.outcomes(INVOICE, YEN, NASTY, PLAN),
    *telling_examples.outcomes(INVOICE, NASTY),
    *(NotAllowed(lacks, "Acme", who) for lacks in Lacks for who in ((), (NASTY, "Dana"))),
    NotUnderstood(),
    NotUnderstood(again=True, nearest=("help",)),
    NotUnderstood(nearest=("show my invoices", "pay invoice 123"), because="because " + NASTY),
    NotAllowed(Lacks.ADMIN, NASTY, ("Dana",)),
    NotAllowed(Lacks.TIME, NASTY, (), NOW),
    Helped(NASTY, None, (), may_pay=False, agent=True),
    Helped(NASTY, None, (), may_pay=False),
    Helped("Dana", "Acme", ("Acme", "Acme EU"), may_pay=True),
    Helped("Dana", "Acme", ("Acme",), may_pay=True, in_credit=True),
    AccountShown("Acme", ("Acme", "Acme EU"), True, (Role.ADMIN, Role.PAYER)),
    AccountShown(NASTY, (NASTY,), False, (Role.VIEWER,)),
    AccountShown("", (), switched=False),
    AccountUnknown(NASTY, ("Acme",)),
    AccountUnknown("x", ()),
    NoSuchChoice(0),
    NoSuchChoice(3),
    DifferentAccounts((("122", "Acme"), ("201", NASTY))),
)
OPERATIONS = operation_examples.outcomes(PAYMENT)
_SUMMARY = v.SummaryShown(
    NASTY, BOTH_WAYS, (USD_420,), (USD_420,), INVOICE, METHOD, COMING, may_pay=False
)
_ACCOUNT = Account("acc_1", NASTY, "USD", None, "allow", viewer_may_pay=False, eu_supported=True)
AGENTS_OUTCOMES: tuple[Outcome, ...] = (
    *case_examples.TO_AGENTS,
    *desk_examples.outcomes(_SUMMARY, _ACCOUNT, OFFER),
)
"""What only agents read, in English."""

OUTCOMES: tuple[Outcome, ...] = (
    *BILLING,
    *METHODS,
    *CONTACTS,
    *LINKING,
    *OPERATIONS,
    *LINE,
    *case_examples.TO_CUSTOMERS,
)

_EVENT = PaymentEvent(
    kind=EventKind.SUCCEEDED,
    account_id="acc_1",
    account=NASTY,
    payment_id="pay_1",
    person_id="per_1",
    payer=NASTY,
    minor=42000,
    currency="USD",
    method="Visa 4242",
    parts=(PaidPart(number="123", minor=42000, open_minor=0),),
    at=NOW,
)
_CHANGED = ContactChanged(
    account_id="acc_1",
    account=NASTY,
    about="chg_1",
    at=NOW,
    by=NASTY,
    change=ContactChange.ADDED,
    person_id="per_2",
    name=NASTY,
    email="ap2@acme.example",
    locale="en",
    timezone="UTC",
    role="payer",
    before="viewer",
)
_METHOD_CHANGED = MethodChanged(
    account_id="acc_1",
    account=NASTY,
    about="met_1:added",
    at=NOW,
    by=NASTY,
    change=MethodChange.ADDED,
    method=f"{NASTY} 4242",
    person_id="per_1",
    expiry="03/28",
    url="https://pay.example/add",
    until=NOW,
)
PAYMENT_FACTS = (
    *(_EVENT.model_copy(update={"kind": kind}) for kind in EventKind),
    _EVENT.model_copy(update={"kind": EventKind.FAILED, "decline": "expired_card"}),
    _EVENT.model_copy(update={"kind": EventKind.FAILED, "decline": "paid_meanwhile"}),
    _EVENT.model_copy(update={"kind": EventKind.FAILED, "decline": "withdrawn"}),
    _EVENT.model_copy(
        update={
            "kind": EventKind.NEEDS_ACTION,
            "action_url": "https://pay.example/1",
            "link": True,
        }
    ),
    _EVENT.model_copy(update={"parts": (), "credit_minor": 42000, "currency": "EUR"}),
    _EVENT.model_copy(
        update={"kind": EventKind.NEEDS_ACTION, "action_url": "https://pay.example/1"}
    ),
    _EVENT.model_copy(
        update={
            "credit_minor": 100,
            "method": "",
            "parts": (
                PaidPart(number="122", minor=100, open_minor=0),
                PaidPart(number="123", minor=100, open_minor=5),
            ),
        }
    ),
    _EVENT.model_copy(update={"currency": "KWD", "minor": int(Decimal("12.345") * 1000)}),
)
_PLANNED = PlanTold(
    account_id="acc_1",
    account=NASTY,
    about="pln_1:planned",
    at=NOW,
    news=PlanNews.PLANNED,
    person_id="per_1",
    person=NASTY,
    automatic=False,
    numbers=("123",),
    minor=42000,
    currency="USD",
    method="Visa 4242",
    pay_on=date(2026, 3, 13),
    until=NOW,
)
_AUTOPAY = AutopayTurned(
    account_id="acc_1",
    account=NASTY,
    about="ord_1:on",
    at=NOW,
    by=NASTY,
    on=True,
    person_id="per_1",
)
PLAN_FACTS: tuple[Event, ...] = (
    *(
        _PLANNED.model_copy(update={"news": news, "automatic": automatic, "due": not automatic})
        for news in PlanNews
        for automatic in (True, False)
    ),
    *(_PLANNED.model_copy(update={"news": PlanNews.DROPPED, "why": why}) for why in WhyNot),
    *(_PLANNED.model_copy(update={"news": PlanNews.FAILED, "why": why}) for why in WhyNot),
    _PLANNED.model_copy(update={"news": PlanNews.DROPPED, "offer_id": "off_1"}),
    _PLANNED.model_copy(
        update={"news": PlanNews.ANNOUNCED, "method": "", "numbers": ("122", "123")}
    ),
    *(
        _PLANNED.model_copy(
            update={"news": PlanNews.ANNOUNCED, "method": method, "credit_minor": minor}
        )
        for method, minor in (("Visa 4242", 2000), ("", 2000), ("", 42000))
    ),
    _AUTOPAY,
    *(
        _AUTOPAY.model_copy(update={"on": False, "why": why})
        for why in ("asked", "denied", "not_allowed")
    ),
)
FACTS: tuple[Event, ...] = (
    *PAYMENT_FACTS,
    *PLAN_FACTS,
    *(_CHANGED.model_copy(update={"change": change}) for change in ContactChange),
    _CHANGED.model_copy(
        update={"change": ContactChange.CONFIRMED, "flags": ("invoices",), "pays_from": NOW}
    ),
    ContactInvited(
        account_id="acc_1",
        account=NASTY,
        about="chg_1",
        at=NOW,
        by=NASTY,
        person_id="per_2",
        name="ap2",
        email="ap2@acme.example",
        locale="en",
        timezone="UTC",
        role="payer",
        expires_at=NOW,
    ),
    *(_METHOD_CHANGED.model_copy(update={"change": change}) for change in MethodChange),
    _METHOD_CHANGED.model_copy(update={"is_default": True, "by": "", "expiry": ""}),
    _METHOD_CHANGED.model_copy(update={"change": MethodChange.EXPIRING, "is_backup": True}),
    _METHOD_CHANGED.model_copy(update={"change": MethodChange.PENDING, "url": None}),
    *invoice_examples.FACTS,
    *operation_examples.FACTS,
    *case_examples.FACTS,
    *desk_examples.FACTS,
    *reminder_examples.FACTS,
)
