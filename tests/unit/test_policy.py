"""Who may ask for what."""

from datetime import UTC, datetime, timedelta
from typing import cast, get_args

import pytest
from pydantic import BaseModel

from assistant import policy
from assistant.billing.model import Role
from assistant.command import (
    Balance,
    Cancel,
    Choose,
    Command,
    Confirm,
    Help,
    Pay,
    ShowInvoice,
    SwitchAccount,
)
from assistant.outcome import Lacks
from assistant.request import Membership

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def member(role: Role, *, viewer_may_pay: bool = False, waits: bool = False) -> Membership:
    return Membership(
        account_id="a",
        account="A",
        role=role,
        viewer_may_pay=viewer_may_pay,
        pays_from=NOW + timedelta(seconds=1) if waits else NOW,
    )


def test_every_command_is_in_the_table() -> None:
    union, *_ = get_args(Command)

    assert set(policy._NEEDS) == set(get_args(union))


@pytest.mark.parametrize("command", [Help(), SwitchAccount(), Choose(pick=1)])
def test_some_things_anybody_known_may_ask(command: Command) -> None:
    assert policy.lacking(command, None, NOW) is None


@pytest.mark.parametrize(
    "command", [Balance(), ShowInvoice(number="1"), Pay(), Confirm(), Cancel()]
)
def test_without_an_account_there_is_nothing_to_see_or_pay(command: Command) -> None:
    assert policy.lacking(command, None, NOW) is Lacks.ACCOUNT


@pytest.mark.parametrize("command", [Pay(numbers=("1",)), Confirm()])
def test_a_viewer_may_not_pay_unless_the_account_says_so(command: Command) -> None:
    assert policy.lacking(command, member(Role.VIEWER), NOW) is Lacks.PAYER
    assert policy.lacking(command, member(Role.VIEWER, viewer_may_pay=True), NOW) is None


@pytest.mark.parametrize("role", [Role.PAYER, Role.ADMIN])
def test_payers_and_admins_may_pay_and_see(role: Role) -> None:
    for command in (Pay(), Confirm(), Cancel(), Balance()):
        assert policy.lacking(command, member(role), NOW) is None


def test_a_viewer_may_see() -> None:
    assert policy.lacking(Balance(), member(Role.VIEWER), NOW) is None
    assert not policy.may_pay(member(Role.VIEWER), NOW)


VIEWER, PAYER, ADMIN = Role
OPEN_TO: dict[str, tuple[Role, ...] | None] = {
    "help": None,
    "ask_person": None,
    "switch_account": None,
    "choose": None,
    "turn_page": None,
    "verify_address": None,
    "link_slack": None,
    "prove_link": None,
    "unlink": None,
    "list_invoices": (VIEWER, PAYER, ADMIN),
    "show_invoice": (VIEWER, PAYER, ADMIN),
    "show_item": (VIEWER, PAYER, ADMIN),
    "explain_invoice": (VIEWER, PAYER, ADMIN),
    "summary": (VIEWER, PAYER, ADMIN),
    "spending": (VIEWER, PAYER, ADMIN),
    "balance": (VIEWER, PAYER, ADMIN),
    "payment_status": (VIEWER, PAYER, ADMIN),
    "payment_history": (VIEWER, PAYER, ADMIN),
    "get_document": (VIEWER, PAYER, ADMIN),
    "cancel": (VIEWER, PAYER, ADMIN),
    "cancel_change": (VIEWER, PAYER, ADMIN),
    "show_contacts": (VIEWER, PAYER, ADMIN),
    "send_link": (VIEWER, PAYER, ADMIN),
    "planned_payments": (VIEWER, PAYER, ADMIN),
    "autopay_status": (VIEWER, PAYER, ADMIN),
    "promise": (VIEWER, PAYER, ADMIN),
    "withdraw_promise": (VIEWER, PAYER, ADMIN),
    "say_paid": (VIEWER, PAYER, ADMIN),
    "withdraw_claim": (VIEWER, PAYER, ADMIN),
    "dispute_invoice": (VIEWER, PAYER, ADMIN),
    "mute_invoice": (VIEWER, PAYER, ADMIN),
    "pause_reminders": (VIEWER, PAYER, ADMIN),
    "prefer": (VIEWER, PAYER, ADMIN),
    "show_preferences": (VIEWER, PAYER, ADMIN),
    "wrong_person": (VIEWER, PAYER, ADMIN),
    "set_stages": (ADMIN,),
    "show_disputes": (VIEWER, PAYER, ADMIN),
    "show_notices": (VIEWER, PAYER, ADMIN),
    "show_words": (VIEWER, PAYER, ADMIN),
    "end_dispute": None,
    "pay": (PAYER, ADMIN),
    "pay_which": (PAYER, ADMIN),
    "change_offer": (PAYER, ADMIN),
    "plan_payment": (PAYER, ADMIN),
    "cancel_payment": (PAYER, ADMIN),
    "set_autopay": (ADMIN,),
    "answer_autopay": (ADMIN,),
    "confirm": (PAYER, ADMIN),
    "add_contact": (ADMIN,),
    "set_role": (ADMIN,),
    "set_told": (ADMIN,),
    "remove_contact": (ADMIN,),
    "reopen_address": (ADMIN,),
    "confirm_change": (ADMIN,),
    "list_payment_methods": (VIEWER, PAYER, ADMIN),
    "show_wire": (VIEWER, PAYER, ADMIN),
    "add_payment_method": (ADMIN,),
    "remove_payment_method": (ADMIN,),
    "set_default_method": (ADMIN,),
    "set_backup_method": (ADMIN,),
    # no role of a customer's: only an agent's words are read as these, and perform asks again
    "propose_operation": None,
    "confirm_operation": None,
    "review_operation": None,
    "approve_operation": None,
    "decline_operation": None,
    "waiting_operations": None,
    "list_cases": None,
    "move_case": None,
    "reply_to_case": None,
    "send_reply": None,
    "drop_reply": None,
    "note_on_case": None,
    "find_account": None,
    "show_account": None,
    "who_owes": None,
    "ageing": None,
    "payments_today": None,
    "note_on_account": None,
    "show_notes": None,
    "prepare_offer": None,
    "resend_paper": None,
    "change_due_date": None,
    "move_due_date": None,
    # whose case it is, is looked up when it is done
    "show_case": None,
    "add_to_case": None,
}


def command_types() -> dict[str, type[BaseModel]]:
    union, *_ = get_args(Command)
    return {each.model_fields["kind"].default: each for each in get_args(union)}


@pytest.mark.parametrize("kind", command_types())
@pytest.mark.parametrize("role", Role)
def test_every_role_may_ask_exactly_what_the_table_says(kind: str, role: Role) -> None:
    command = command_types()[kind].model_construct(kind=kind)
    roles = OPEN_TO[kind]

    allowed = policy.lacking(cast("Command", command), member(role), NOW) is None

    assert allowed is (roles is None or role in roles)
    alone = policy.lacking(cast("Command", command), None, NOW)
    assert alone is (None if roles is None else Lacks.ACCOUNT)


@pytest.mark.parametrize("kind", command_types())
def test_who_is_new_may_look_and_nothing_more(kind: str) -> None:
    command = command_types()[kind].model_construct(kind=kind)
    roles = OPEN_TO[kind]

    for_looking = roles is None or VIEWER in roles
    lacks = policy.lacking(cast("Command", command), member(ADMIN, waits=True), NOW)

    assert lacks is (None if for_looking else Lacks.TIME)
    assert not policy.may_pay(member(ADMIN, waits=True), NOW)
    assert not policy.may_pay(member(VIEWER, waits=True, viewer_may_pay=True), NOW)
    assert not policy.may_manage(member(ADMIN, waits=True), NOW)
