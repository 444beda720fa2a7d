"""Mails that arrive together are one commit, each once, on both databases."""

from sqlalchemy.engine import Connection

from assistant import identity
from assistant.billing.contacts import reachable
from assistant.billing.contacts.reachable import TroubleKind
from assistant.request import Channel, Proof, Sender
from tests.stories.house import House

MAIL = {"channel": Channel.MAIL, "place": "{}"}
MANY = 40  # more than go into one statement


async def test_many_are_put_on_record_together_and_each_is_answered_once(office: House) -> None:
    asked = [
        office.request(
            "ap", "what do we owe", key=f"<{n}@acme>", conversation=f"<{n}@acme>", **MAIL
        )
        for n in range(MANY)
    ]

    fresh = await office.desk.answering.accept_all([*asked, asked[0]])
    again = await office.desk.answering.accept_all(asked)
    await office.work()

    assert fresh == [True] * MANY + [False]
    assert again == [False] * MANY
    ((answers,),) = await office.rows("SELECT count(*) FROM deliveries WHERE channel = 'mail'")
    assert answers == MANY


async def test_what_one_sender_asks_in_one_commit_is_answered_in_its_order(office: House) -> None:
    words = ["what do we owe", "show my invoices", "payment methods", "help"]
    asked = [office.request("ap", each, key=f"<{each}@acme>", **MAIL) for each in words]

    await office.desk.answering.accept_all(asked)
    await office.work()

    said = await office.rows("SELECT body FROM requests WHERE outcome IS NOT NULL ORDER BY id")
    assert len(said) == len(words)


async def test_those_on_file_are_told_from_strangers_by_one_look(office: House) -> None:
    def spoil(tx: Connection) -> None:
        for address in ("ap@acme.example", "who@else.example"):
            reachable.note(
                tx,
                address,
                TroubleKind.BOUNCED,
                permanent=True,
                said="gone",
                at=office.clock(),
            )

    await office.database.write(spoil)
    asked = ["ap@acme.example", "who@else.example", "dana@acme.example"]

    found = await office.database.peek(lambda tx: identity.known(tx, asked))

    assert found == ({"ap@acme.example", "dana@acme.example"}, {"ap@acme.example"})


async def test_fault_56_nobody_is_known_by_an_address_that_is_only_claimed(office: House) -> None:
    claimed = Sender(channel=Channel.MAIL, address="ap@acme.example", proof=Proof.NONE)

    assert not await office.desk.knows(claimed)
    assert await office.desk.knows(claimed.model_copy(update={"proof": Proof.ALIGNED}))
