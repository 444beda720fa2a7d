"""How the IBM SoftLayer customer portal leads people to somebody who helps."""

from dataclasses import replace

import pytest

from assistant.notify.desk import AgentsDesk
from tests.stories.house import SUPPORT, House, words_of

SYSTEM = "IBM SoftLayer portal"


@pytest.mark.capability(SYSTEM, "the EU flag routes help to people within the EU")
async def test_an_account_within_the_eu_is_helped_from_there(office: House) -> None:
    desk = AgentsDesk(slack="C0DESK", eu_slack="C0EU", mail=SUPPORT)
    office.desk.notifier = replace(office.desk.notifier, desk=desk)
    await office.change("UPDATE accounts SET eu_supported = true WHERE id = 'acc_globex'")

    await office.ask("gus", "talk to a human")
    await office.ask("dana", "talk to a human")
    await office.work()

    told = {each.address: words_of(each.card) for each in office.slack.sent}
    assert "Gus Weber asks for a person" in told["/C0EU"]
    assert "Dana Reyes asks for a person" in told["/C0DESK"]


@pytest.mark.capability(SYSTEM, "a person sees it through: a numbered case until it is solved")
async def test_a_case_is_answered_by_a_named_person_and_closed(office: House) -> None:
    asked = await office.ask("dana", "talk to a human")
    await office.ask("sam", "reply to case 1: Corrected.")
    await office.ask("sam", "yes")
    held = await office.ask("dana", "case 1")
    await office.ask("sam", "resolve case 1")
    await office.work()

    assert "Case 1 is open" in words_of(asked.card)
    assert "Sam Okafor is looking after it" in words_of(held.card)
    assert ("slack", "T02ACME/U02DANA") in office.told("Sam Okafor answers you")
    assert ("slack", "T02ACME/U02DANA") in office.told("Case 1 is closed")
