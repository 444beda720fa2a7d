"""What can be said about who one is in Slack, as types; part of the vocabulary."""

from typing import Literal

from assistant.command.ask import Ask


class LinkSlack(Ask, frozen=True):
    """``link dana@acme.example``, ``I am dana@acme.example``: whose address is mine."""

    kind: Literal["link_slack"] = "link_slack"
    address: str


class ProveLink(Ask, frozen=True):
    """``code bcdf-ghjk``: what was mailed to that address."""

    kind: Literal["prove_link"] = "prove_link"
    code: str


class Unlink(Ask, frozen=True):
    """``unlink``: this Slack user speaks for nobody; ``all`` of theirs, or by mail."""

    kind: Literal["unlink"] = "unlink"
    all: bool = False


LinkCommand = LinkSlack | ProveLink | Unlink
