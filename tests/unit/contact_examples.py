"""One example at least of every way that asking about contacts can end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from assistant.billing.model import Contact, Role
from assistant.billing.model.contact import Change, ChangeState, Told
from assistant.billing.outcomes.contacts import (
    AddressReopened,
    AddressVerified,
    CodeRefused,
    ContactAsked,
    ContactCancelled,
    ContactDone,
    ContactLeaving,
    ContactList,
    ContactOffered,
    ContactOutcome,
    ContactProblem,
    ContactRefused,
)

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
NASTY = "Ac<me> & *Söhne* `x` <!channel> =1+1"
ANN = Contact(
    person_id="per_1",
    account_id="acc_1",
    name=NASTY,
    email="ann@acme.example",
    locale="en",
    timezone="UTC",
    role=Role.ADMIN,
    receives_invoices=True,
    receives_payments=False,
)
NEW = replace(ANN, role=Role.PAYER, pays_from=NOW + timedelta(hours=3))
CHANGE = Change(
    id=f"chg_{'0' * 32}",
    account_id="acc_1",
    person_id="per_1",
    state=ChangeState.LIVE,
    email="ap2@acme.example",
    name=NASTY,
    role=Role.PAYER,
    told=(Told.INVOICES, Told.PAYMENTS),
    expires_at=NOW,
)
RAISED = replace(CHANGE, subject_id="per_2", before=Role.VIEWER, role=Role.ADMIN)

CONTACTS: tuple[ContactOutcome, ...] = (
    ContactList(NASTY, (ANN, NEW), (CHANGE,), may_change=True, by_people=False, now=NOW),
    ContactList("Acme", (ANN,), (), may_change=False, by_people=False, now=NOW),
    ContactList("Acme", (ANN,), (), may_change=True, by_people=True, now=NOW),
    ContactOffered(NASTY, CHANGE, replaces="bob@acme.example", letters="аcme.example"),
    ContactOffered(NASTY, CHANGE, new_domain=True),
    ContactOffered("Acme", RAISED),
    ContactAsked(NASTY, "ap2@acme.example", Role.VIEWER, NOW),
    ContactDone(NASTY, NASTY, "vic@acme.example", Role.PAYER, (Told.INVOICES,)),
    ContactDone("Acme", NASTY, "vic@acme.example", None),
    ContactLeaving("Acme", NASTY, "vic@acme.example", Role.PAYER, (Told.INVOICES,)),
    ContactLeaving(NASTY, "Vic", "vic@acme.example", Role.VIEWER, ()),
    ContactCancelled("vic@acme.example"),
    AddressReopened(NASTY, NASTY, "vic@acme.example"),
    *(ContactRefused(each, NASTY, ()) for each in ContactProblem),
    ContactRefused(ContactProblem.UNCLEAR, NASTY, ("a@x.example", "b@x.example")),
    ContactRefused(ContactProblem.ALREADY, "vic@acme.example", ("viewer",)),
    ContactRefused(ContactProblem.UNCHANGED, "Vic", ("invoices",)),
    AddressVerified(NASTY, Role.VIEWER, NOW),
    AddressVerified(NASTY, Role.PAYER, NOW),
    CodeRefused(),
)
