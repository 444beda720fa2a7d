"""Whatever can be asked can be asked for one of several accounts, by naming it first."""

from datetime import date
from typing import get_args

import pytest

from assistant.command import ChangeOffer, Command, PayWhich
from assistant.command.accounts import AGENTS_ACCOUNTS
from assistant.command.cases import AGENTS_CASES
from assistant.command.operations import AGENTS_ONLY
from assistant.understand import read

TODAY = date(2026, 3, 10)
HEX = "0123456789abcdef" * 2
SAYINGS = {
    "list_invoices": "show my invoices",
    "show_invoice": "invoice 201",
    "balance": "what do we owe?",
    "pay": "pay invoice 201",
    "confirm": f"confirm off_{HEX}",
    "cancel": f"cancel off_{HEX}",
    "choose": "2",
    "payment_status": "did 201 go through?",
    "payment_history": "payment history",
    "switch_account": "which account is this",
    "show_contacts": "who gets our invoices",
    "add_contact": "add ap2@acme.example as payer",
    "set_role": "make vic a payer",
    "set_told": "stop sending reminders to bob@acme.example",
    "remove_contact": "remove bob@acme.example",
    "reopen_address": "mail to bob@acme.example works again",
    "confirm_change": f"confirm chg_{HEX}",
    "cancel_change": f"cancel chg_{HEX}",
    "verify_address": "verify bcdfg-hjkmn-pqrst-vwxyz-bcdfg-hjkmn",
    "link_slack": "link dana@acme.example",
    "prove_link": "code bcdf-ghjk",
    "unlink": "unlink",
    "list_payment_methods": "payment methods",
    "show_wire": "how do I pay by wire?",
    "add_payment_method": "add a card",
    "remove_payment_method": "remove 4242",
    "set_default_method": "make 4242 the default",
    "set_backup_method": "make 4242 my backup",
    "show_item": "what is line 1 on 201",
    "explain_invoice": "why is 201 so high",
    "summary": "summary",
    "spending": "how much did we spend per month",
    "turn_page": "more",
    "get_document": "pdf 201",
    "plan_payment": "pay 201 tomorrow",
    "planned_payments": "upcoming payments",
    "cancel_payment": "cancel the payment of 201",
    "set_autopay": "turn autopay on",
    "answer_autopay": f"confirm ord_{HEX}",
    "autopay_status": "is autopay on?",
    "send_link": "send me a link for 201",
    "help": "help",
    "ask_person": "talk to a human",
    "show_case": "case 12",
    "add_to_case": "case 12: it is the second time",
    "promise": "we will pay 201 on friday",
    "withdraw_promise": "cancel my promise for 201",
    "say_paid": "we paid 201 yesterday",
    "withdraw_claim": "take back that we paid 201",
    "dispute_invoice": "invoice 201 is wrong",
    "end_dispute": "the dispute of 201 is settled",
    "show_disputes": "who disputed 201?",
    "show_notices": "who was told about 201?",
    "show_words": "who promised to pay 201?",
    "mute_invoice": "mute invoice 201",
    "pause_reminders": "pause reminders until 2026-06-01",
    "prefer": "slack first",
    "show_preferences": "notification preferences",
    "set_stages": "set reminders to -7, 4, 10",
    "wrong_person": "wrong person",
}
"""One way to say each command that is a customer's; a new command needs one here.

Two have none: they mean something only beside what was said before, or ask back.
"""


def test_there_is_a_saying_for_every_command() -> None:
    union, *_ = get_args(Command)

    customers = (
        set(get_args(union))
        - set(AGENTS_ONLY)
        - {*AGENTS_CASES, *AGENTS_ACCOUNTS}
        - {ChangeOffer, PayWhich}
    )
    assert set(SAYINGS) == {each.model_fields["kind"].default for each in customers}


@pytest.mark.parametrize("kind", SAYINGS)
def test_every_command_can_be_said_for_an_account(kind: str) -> None:
    command = read(f"for Acme EU: {SAYINGS[kind]}", today=TODAY).command

    assert command.kind == kind
    assert getattr(command, "account", None) == "Acme EU"
