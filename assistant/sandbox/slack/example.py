"""A ready scene: the seller's workspace, a customer's, and the channel they share."""

from assistant.sandbox.slack.records import Channel, User
from assistant.sandbox.slack.seeding import Seeding
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Scene:
    """Who and what there is; ``shared`` is a Slack Connect channel of both workspaces."""

    agent: User
    approver: User
    customer: User
    colleague: User
    general: Channel
    desk: Channel
    shared: Channel


def two_workspaces(slack: Seeding, *, installed_at_customer: bool = False) -> Scene:
    """Seed ``T01SELLER`` and ``T02ACME``; the app may be installed with the customer too."""
    slack.add_team("T02ACME", "Acme", "acme")
    if installed_at_customer:
        slack.install("T02ACME")
    agent = slack.add_user("ana", id="U01ANA", email="ana@seller.example")
    approver = slack.add_user("boris", id="U01BORIS", email="boris@seller.example", is_admin=True)
    customer = slack.add_user(
        "alice", team="T02ACME", id="U02ALICE", email="alice@acme.example", tz="America/New_York"
    )
    colleague = slack.add_user(
        "bob", team="T02ACME", id="U02BOB", email="bob@acme.example", locale="de-DE"
    )
    staff, everybody = [agent, approver], [agent, approver, customer, colleague]
    return Scene(
        agent,
        approver,
        customer,
        colleague,
        slack.add_channel("general", id="C01GENERAL", members=staff),
        slack.add_channel("billing-desk", id="C01DESK", members=staff, private=True),
        slack.add_channel(
            "acme-seller", id="C01SHARED", members=everybody, shared_with=["T02ACME"]
        ),
    )
