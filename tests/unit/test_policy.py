"""Who may ask for what."""

from typing import get_args

import pytest

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


def member(role: Role, *, viewer_may_pay: bool = False) -> Membership:
    return Membership(account_id="a", account="A", role=role, viewer_may_pay=viewer_may_pay)


def test_every_command_is_in_the_table() -> None:
    union, *_ = get_args(Command)

    assert set(policy._NEEDS) == set(get_args(union))


@pytest.mark.parametrize("command", [Help(), SwitchAccount(), Choose(pick=1)])
def test_some_things_anybody_known_may_ask(command: Command) -> None:
    assert policy.lacking(command, None) is None


@pytest.mark.parametrize(
    "command", [Balance(), ShowInvoice(number="1"), Pay(), Confirm(), Cancel()]
)
def test_without_an_account_there_is_nothing_to_see_or_pay(command: Command) -> None:
    assert policy.lacking(command, None) is Lacks.ACCOUNT


@pytest.mark.parametrize("command", [Pay(numbers=("1",)), Confirm()])
def test_a_viewer_may_not_pay_unless_the_account_says_so(command: Command) -> None:
    assert policy.lacking(command, member(Role.VIEWER)) is Lacks.PAYER
    assert policy.lacking(command, member(Role.VIEWER, viewer_may_pay=True)) is None


@pytest.mark.parametrize("role", [Role.PAYER, Role.ADMIN])
def test_payers_and_admins_may_pay_and_see(role: Role) -> None:
    for command in (Pay(), Confirm(), Cancel(), Balance()):
        assert policy.lacking(command, member(role)) is None


def test_a_viewer_may_see() -> None:
    assert policy.lacking(Balance(), member(Role.VIEWER)) is None
    assert not policy.may_pay(member(Role.VIEWER))
