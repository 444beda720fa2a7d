"""What is read as a request about contacts, and what is not."""

from datetime import date

import pytest
from pydantic import BaseModel

from assistant.billing.model.contact import Told
from assistant.command import Command
from assistant.command.contacts import (
    AddContact,
    CancelChange,
    ConfirmChange,
    RemoveContact,
    ReopenAddress,
    SetRole,
    SetTold,
    ShowContacts,
    VerifyAddress,
)
from assistant.understand import read

TODAY = date(2026, 3, 10)
AP2, BOB = "ap2@acme.example", "bob@acme.example"
INVOICES, REMINDERS, PAYMENTS = Told.INVOICES, Told.REMINDERS, Told.PAYMENTS
CHANGE = "chg_0123456789abcdef0123456789abcdef"
CODE = "bcdfg-hjkmn-pqrst-vwxyz-bcdfg-hjkmn"
LETTERS = CODE.replace("-", "")

SAYINGS: dict[str, Command] = {
    "who gets our invoices?": ShowContacts(),
    "who gets told?": ShowContacts(),
    "who else is told about the payments?": ShowContacts(),
    "who do you tell": ShowContacts(),
    "who are our contacts": ShowContacts(),
    "Contacts": ShowContacts(),
    "show our billing contacts": ShowContacts(),
    "who can pay?": ShowContacts(),
    "who gets our invoices for Acme EU": ShowContacts(account="Acme EU"),
    "for Acme EU: contacts": ShowContacts(account="Acme EU"),
    f"add {AP2}": AddContact(address=AP2),
    f"please add {AP2} as payer": AddContact(address=AP2, preset="payer"),
    f"add {AP2} as a viewer": AddContact(address=AP2, preset="viewer"),
    f"add {AP2} as Invoice Viewer": AddContact(address=AP2, preset="invoice viewer"),
    f"add {AP2} as billing admin": AddContact(address=AP2, preset="billing admin"),
    f"add {AP2} for invoices": AddContact(address=AP2, told=(INVOICES,)),
    f"add {AP2} as payer for invoices and reminders": AddContact(
        address=AP2, preset="payer", told=(INVOICES, REMINDERS)
    ),
    f"add {AP2} to our contacts": AddContact(address=AP2),
    f"Add Ann Lee {AP2} as payer": AddContact(address=AP2, preset="payer", name="Ann Lee"),
    "add <mailto:ap2@acme.example|ap2@acme.example> as payer": AddContact(
        address=AP2, preset="payer"
    ),
    f"for Acme EU: add {AP2} as payer": AddContact(address=AP2, preset="payer", account="Acme EU"),
    f"add {AP2} as payer for Acme EU": AddContact(address=AP2, preset="payer", account="Acme EU"),
    f"replace {BOB} with {AP2}": AddContact(address=AP2, replaces=BOB),
    f"change my address to {AP2}": AddContact(address=AP2, replaces="me"),
    f"change my email address to {AP2}": AddContact(address=AP2, replaces="me"),
    "make vic a payer": SetRole(who="vic", preset="payer"),
    f"make {BOB} an admin": SetRole(who=BOB, preset="admin"),
    "make Vic Ito a viewer": SetRole(who="vic ito", preset="viewer"),
    "make me a viewer": SetRole(who="me", preset="viewer"),
    "set vic to viewer": SetRole(who="vic", preset="viewer"),
    "give vic payer rights": SetRole(who="vic", preset="payer"),
    "make vic an admin for Acme EU": SetRole(who="vic", preset="admin", account="Acme EU"),
    f"stop sending invoices to {BOB}": SetTold(who=BOB, what=(INVOICES,), on=False),
    f"stop sending reminders to {BOB}": SetTold(who=BOB, what=(REMINDERS,), on=False),
    f"stop sending payments to {BOB}": SetTold(who=BOB, what=(PAYMENTS,), on=False),
    f"stop sending invoices and reminders to {BOB}": SetTold(
        who=BOB, what=(INVOICES, REMINDERS), on=False
    ),
    f"stop sending to {BOB}": SetTold(who=BOB, what=tuple(Told), on=False),
    f"don't send reminders to {BOB} any more": SetTold(who=BOB, what=(REMINDERS,), on=False),
    f"no more payment notices for {BOB}": SetTold(who=BOB, what=(PAYMENTS,), on=False),
    f"send our invoices to {AP2}": SetTold(who=AP2, what=(INVOICES,), on=True),
    f"also send payment confirmations to {AP2}": SetTold(who=AP2, what=(PAYMENTS,), on=True),
    f"remove {BOB}": RemoveContact(who=BOB),
    f"please remove {BOB} from our contacts": RemoveContact(who=BOB),
    "remove contact bob": RemoveContact(who="bob"),
    "remove Bob from our contacts": RemoveContact(who="bob"),
    f"mail to {BOB} works again": ReopenAddress(who=BOB),
    f"{BOB} works again": ReopenAddress(who=BOB),
    f"{BOB} is working again.": ReopenAddress(who=BOB),
    f"The address of {BOB} works again.": ReopenAddress(who=BOB),
    "the mailbox of Bob is reachable again": ReopenAddress(who="bob"),
    f"write to {BOB} again": ReopenAddress(who=BOB),
    f"confirm {CHANGE}": ConfirmChange(change=CHANGE),
    f"cancel {CHANGE}": CancelChange(change=CHANGE),
    f"verify {CODE}": VerifyAddress(code=LETTERS),
    f"Verify {CODE.upper()}": VerifyAddress(code=LETTERS),
    f"verify {CODE[:17]}\n{CODE[17:]}": VerifyAddress(code=LETTERS),
    f"verify {LETTERS}": VerifyAddress(code=LETTERS),
    CODE: VerifyAddress(code=LETTERS),
}


@pytest.mark.parametrize(("text", "command"), SAYINGS.items(), ids=SAYINGS)
def test_what_is_said_is_understood(text: str, command: BaseModel) -> None:
    assert read(text, today=TODAY).command == command


@pytest.mark.parametrize(
    "text",
    [
        f"add {AP2} and {BOB}",
        f"add {AP2}, {BOB} as payers",
        f"add {AP2} as king",
        f"remove {BOB} and {AP2}",
        f"do not add {AP2}",
        f"don't remove {BOB}",
        f"remove {BOB} tomorrow",
        f"should I remove {BOB}?",
        f"did you remove {BOB}",
        f"yes, add {AP2} but not as payer",
        "make it a payer",
        "remove bob and vic",
        "remove everything",
        f"email {BOB} now",
        "does mail to bob work again?",
        "my card works again",
        "remove 4242",
        "make 4242 default",
        "make a payment",
        "make my card the default",
        f"> add {AP2} as admin",
        f"add a@b@{AP2}",
        "verify 123",
        "verify my card",
        f"verify {CODE[:20]}",
        "confirm chg_123",
        "add card",
    ],
)
def test_anything_else_changes_nobody(text: str) -> None:
    kind = read(text, today=TODAY).command.kind

    assert kind not in (
        "add_contact",
        "set_role",
        "set_told",
        "remove_contact",
        "reopen_address",
        "confirm_change",
        "verify_address",
    ), kind


@pytest.mark.parametrize("text", SAYINGS)
def test_nothing_about_contacts_is_ever_a_payment(text: str) -> None:
    assert read(text, today=TODAY).intent != "pay"


def test_the_intent_of_every_change_has_its_name() -> None:
    for text, command in SAYINGS.items():
        if command.kind in ("add_contact", "set_role", "set_told", "remove_contact"):
            assert read(text, today=TODAY).intent == "contact_update", text
