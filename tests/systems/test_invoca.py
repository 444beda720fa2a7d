"""What Invoca's billing portal does, done here by talking."""

import re

import pytest

from assistant.request import Channel
from tests.stories.house import House, sayings, words_of

SYSTEM = "Invoca billing portal"


@pytest.mark.capability(SYSTEM, "log in as the e-mail address on the latest invoice")
async def test_the_address_on_the_latest_invoice_speaks_for_the_account(office: House) -> None:
    rows = await office.rows(
        "SELECT contact FROM invoices WHERE account_id = 'acc_globex' ORDER BY issued_on DESC, id"
    )
    (address,) = re.findall(r"[\w.]+@[\w.]+", str(rows[0].contact))

    answered = await office.ask(address, "show my invoices", channel=Channel.MAIL)
    stranger = await office.ask("gus@evil.example", "show my invoices", channel=Channel.MAIL)

    assert answered.card.title == "Rechnungen von Globex"
    assert stranger.outcome == "stranger"


@pytest.mark.capability(SYSTEM, "many accounts for one person, and switching between them")
async def test_one_person_switches_between_accounts(office: House) -> None:
    shown = await office.ask("dana", "my accounts")
    switched = await office.ask("dana", "switch to Acme EU")
    listed = await office.ask("dana", "show my invoices")
    back = await office.ask("dana", "for Acme: what do we owe?")

    assert "switch to Acme EU" in sayings(shown.card)
    assert switched.card.title == "You now speak for Acme EU"
    assert (listed.account_id, back.account_id) == ("acc_acme_eu", "acc_acme")


@pytest.mark.capability(SYSTEM, "contacts are changed only through support, as a policy")
@pytest.mark.parametrize(
    "words",
    [
        "add new@globex.example as payer",
        "remove gus@globex.example",
        "make gus a viewer",
        "stop sending invoices to gus@globex.example",
        "change my address to gus2@globex.example",
    ],
)
async def test_support_changes_contacts_where_the_account_says_so(
    office: House, words: str
) -> None:
    before = await office.rows("SELECT * FROM contacts ORDER BY person_id, account_id")

    answered = await office.ask("gus", words)

    assert answered.outcome == "person_needed"
    assert "support@seller.example" in words_of(answered.card)
    assert await office.rows("SELECT * FROM contacts ORDER BY person_id, account_id") == before
