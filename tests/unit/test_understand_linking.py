"""Who somebody says they are in Slack, and the code that proves it."""

from datetime import date

import pytest

from assistant.command import Command
from assistant.command.linking import LinkSlack, ProveLink, Unlink
from assistant.understand import mask, read, read_as_stranger

TODAY = date(2026, 3, 10)
DANA = LinkSlack(address="dana@acme.example")
CODE = ProveLink(code="bcdfghjk")
SAID: dict[str, Command] = {
    "link dana@acme.example": DANA,
    "Link me as Dana@Acme.example": DANA,
    "please link me to dana@acme.example": DANA,
    "link my slack account with dana@acme.example": DANA,
    "I am dana@acme.example": DANA,
    "I'm dana@acme.example.": DANA,
    "my email is dana@acme.example": DANA,
    "my billing e-mail address is dana@acme.example": DANA,
    "verify me as dana@acme.example": DANA,
    "bcdf-ghjk": CODE,
    "BCDF-GHJK": CODE,
    "bcdfghjk": CODE,
    "code bcdf-ghjk": CODE,
    "the code is bcdf ghjk.": CODE,
    "my code is: bcdf-ghjk": CODE,
    "it's bcdf-ghjk": CODE,
    "unlink": Unlink(),
    "unlink me": Unlink(),
    "unlink my Slack": Unlink(),
    "please unlink my slack account": Unlink(),
    "disconnect this slack user": Unlink(),
    "unlink all": Unlink(all=True),
    "unlink all my slack accounts": Unlink(all=True),
}


@pytest.mark.parametrize("text", SAID)
def test_it_is_understood(text: str) -> None:
    assert read(mask(text).text, today=TODAY).command == SAID[text]


@pytest.mark.parametrize("text", [each for each in SAID if not each.startswith("unlink")][:16])
def test_a_stranger_is_understood_the_same(text: str) -> None:
    assert read_as_stranger(text) == SAID[text]


def test_a_stranger_may_say_the_address_alone() -> None:
    assert read_as_stranger(" dana@acme.example ") == DANA


@pytest.mark.parametrize(
    "text",
    [
        "unlink",
        "show my invoices",
        "pay invoice 123",
        "add ap2@acme.example as payer",
        "remove dana@acme.example",
        "a@b.example c@d.example",
        "code 123456",
        "code of conduct",
        "verify bcdfg-hjkmn-pqrst-vwxyz-bcdfg-hjkmn",
    ],
)
def test_nothing_else_says_who_somebody_is(text: str) -> None:
    assert read_as_stranger(text) is None
    command = read(text, today=TODAY).command
    assert not isinstance(command, LinkSlack | ProveLink)


@pytest.mark.parametrize("text", ["unlink 4242", "unlink my card", "disconnect my visa"])
def test_a_card_is_not_who_somebody_is(text: str) -> None:
    assert not isinstance(read(text, today=TODAY).command, Unlink)
