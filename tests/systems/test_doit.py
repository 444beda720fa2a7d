"""What DoiT's console does with the rights of its users, done here by talking."""

import pytest

from assistant.request import Channel
from tests.stories.house import House, sayings, words_of

SYSTEM = "DoiT CMP"
NEW = "ivy@acme.example"


async def joined(house: House, words: str) -> None:
    """Have somebody added, and let them answer."""
    await house.ask("dana", words)
    await house.ask("dana", "yes")
    await house.work()
    mails = [each.card for each in house.mail.sent if each.address == NEW]
    code = next(say for say in sayings(mails[-1]) if say.startswith("verify"))
    assert (await house.ask(NEW, code, channel=Channel.MAIL)).outcome == "address_verified"


@pytest.mark.capability(SYSTEM, "the Invoice Viewer permission: see invoices, and pay none")
async def test_an_invoice_viewer_sees_invoices_and_pays_none(house: House) -> None:
    await joined(house, f"add {NEW} as Invoice Viewer")
    house.clock.advance(days=2)

    seen = await house.ask(NEW, "invoice 123", channel=Channel.MAIL)
    refused = await house.ask(NEW, "pay invoice 123", channel=Channel.MAIL)

    assert seen.outcome == "invoice_shown"
    assert sayings(seen.card) == ["pdf 123"]
    assert refused.outcome == "not_allowed"


@pytest.mark.capability(SYSTEM, "the Billing Admin permission: pay, and say who else may")
async def test_a_billing_admin_pays_and_says_who_else_may(house: House) -> None:
    await joined(house, f"add {NEW} as Billing Admin")
    house.clock.advance(days=2)

    offered = await house.ask(NEW, "pay invoice 123", channel=Channel.MAIL)
    lowered = await house.ask(NEW, "make ap@acme.example a viewer", channel=Channel.MAIL)

    assert (offered.outcome, lowered.outcome) == ("offer_made", "contact_done")


@pytest.mark.capability(SYSTEM, "access to one billing profile gives none to another")
async def test_access_to_one_account_gives_none_to_another(office: House) -> None:
    by_number = await office.ask("vic", "invoice 201")
    by_name = await office.ask("vic", "for Acme EU: show my invoices")
    both = await office.ask("dana", "invoice 201")

    assert (by_number.outcome, by_name.outcome) == ("invoice_not_found", "account_unknown")
    assert both.outcome == "invoice_shown"
    assert "1,234.50" not in words_of(by_number.card) + words_of(by_name.card)
    assert both.account_id == "acc_acme_eu"


@pytest.mark.capability(SYSTEM, "a role of its own for each billing profile")
async def test_somebody_has_a_role_of_its_own_in_each_account(office: House) -> None:
    here = await office.ask("dana", "for Acme: make vic a viewer")
    there = await office.ask("dana", "for Acme EU: make vic a viewer")

    assert here.outcome == "contact_refused"  # it is one already: an admin may ask
    assert there.outcome == "not_allowed"  # there she is a payer
