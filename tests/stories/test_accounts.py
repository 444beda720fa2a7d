"""One person in several accounts: which one is spoken for, and that nothing strays to another."""

import pytest

from assistant.request import Channel
from tests.stories.house import House, sayings, words_of
from tests.unit.test_for_account import SAYINGS

BY_THEMSELVES = ("choose", "turn_page", "verify_address")
"""Commands that say by themselves what they are about."""


@pytest.mark.parametrize("kind", [each for each in SAYINGS if each not in BY_THEMSELVES])
async def test_whatever_is_said_for_an_account_is_about_that_account(
    office: House, kind: str
) -> None:
    answered = await office.ask("dana", f"for Acme EU: {SAYINGS[kind]}")

    assert answered.account_id == "acc_acme_eu"


@pytest.mark.parametrize("kind", [each for each in SAYINGS if each not in BY_THEMSELVES])
async def test_for_somebody_elses_account_nothing_is_answered(office: House, kind: str) -> None:
    theirs = await office.ask("dana", f"for Globex: {SAYINGS[kind]}")
    nobodys = await office.ask("dana", f"for Gloxeb: {SAYINGS[kind]}")

    assert theirs.outcome == nobodys.outcome == "account_unknown"
    assert words_of(theirs.card) == words_of(nobodys.card).replace("Gloxeb", "Globex")


@pytest.mark.parametrize("channel", [Channel.SLACK, Channel.MAIL, Channel.TERMINAL])
async def test_my_accounts_names_each_with_the_role_there(office: House, channel: Channel) -> None:
    answered = await office.ask("dana", "my accounts", channel=channel)

    assert answered.card.table is not None
    assert answered.card.table.rows == (("Acme", "admin"), ("Acme EU", "payer"))
    assert "switch to Acme EU" in sayings(answered.card)


async def test_switching_lasts_in_every_channel_until_one_switches_back(office: House) -> None:
    before = await office.ask("dana", "which account is this?")
    await office.ask("dana", "switch to acme eu")
    by_mail = await office.ask("dana", "what do we owe?", channel=Channel.MAIL)
    await office.ask("dana", "switch back to Acme", channel=Channel.MAIL)
    after = await office.ask("dana", "which account is this?")

    assert before.card.title == after.card.title == "Acme"
    assert by_mail.account_id == "acc_acme_eu"


async def test_an_account_one_was_taken_out_of_is_neither_shown_nor_switched_to(
    office: House,
) -> None:
    await office.ask("dana", "switch to Acme EU")
    await office.change("DELETE FROM contacts WHERE account_id = 'acc_acme_eu'")

    answered = await office.ask("dana", "my accounts")
    refused = await office.ask("dana", "switch to Acme EU")

    assert answered.card.title == "Acme"
    assert "Acme EU" not in words_of(answered.card)
    assert refused.outcome == "account_unknown"
