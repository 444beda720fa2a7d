"""Some mail programs name only the mail they answer: what was offered in that one is meant."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from assistant.config import Settings
from assistant.notify.mail_message import message_id
from assistant.postal import open_mail
from assistant.sandbox.mail import MailCounterpart
from assistant.sandbox.mail.letters import Verdict
from tests.mail_samples import DANA, US, raw
from tests.stories.house import House, until

AP = "ap@acme.example"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A mail that came, how it ended, and the Message-ID of our answer to it."""

    came: str
    outcome: str
    answer: str


@dataclass(slots=True)
class Letterbox:
    """Mails that come to the door one after another, each waited for until it is answered."""

    house: House
    post: MailCounterpart
    written: int = 0

    async def write(
        self, body: str, *, who: str = AP, proof: Verdict = "pass", **headers: str
    ) -> Exchange:
        self.written += 1
        came = f"<{self.written}@acme.example>"
        await self.post.deliver(
            US, raw(body, **{"From": who, "Message_ID": came, **headers}), proof=proof
        )
        place = f'"in_reply_to":"{came}"'
        sent = self.house.mail.sent
        await until(lambda: any(place in each.place for each in sent), seconds=20)
        answer = next(each for each in sent if place in each.place)
        ((outcome,),) = await self.house.rows(
            "SELECT outcome FROM requests WHERE key LIKE :key", key=f"{came}%"
        )
        return Exchange(came, outcome, message_id(answer.delivery_id, US))

    async def reply(self, body: str, to: Exchange, **how: str) -> Exchange:
        """Answer as those programs do, which name the start of no thread."""
        named = {"In_Reply_To": to.answer, "References": to.answer}
        return await self.write(body, **{"Subject": "Re: Invoice", **named, **how})

    async def charged(self, number: str) -> None:
        """Fail unless just this invoice has been paid, and all of it."""
        self.house.clock.now = datetime.now(UTC)  # by which the mail server counts
        await self.house.work()
        assert await self.house.open_minor(number) == 0
        assert len(self.house.taken()) == 1


@pytest.fixture
async def letters(house: House) -> AsyncIterator[Letterbox]:
    async with (
        MailCounterpart({US: "ours", AP: "his", DANA: "hers"}) as post,
        AsyncExitStack() as stack,
    ):
        house.desk.start_tails()
        settings = Settings(
            _env_file=None,
            imap_host="127.0.0.1",
            imap_port=post.imap_port,
            imap_user=US,
            imap_password=SecretStr("ours"),
            imap_tls="none",
            imap_since="all",
            smtp_host="127.0.0.1",
            mail_address=US,
            mail_authserv_id=post.authserv_id,
        )
        await open_mail(stack, settings, house.desk)
        yield Letterbox(house, post)


@pytest.mark.parametrize("names", ["In_Reply_To", "References"])
async def test_a_yes_that_names_only_our_offer_pays_it(letters: Letterbox, names: str) -> None:
    offered = await letters.write("pay invoice 122")
    other = {"In_Reply_To": "References", "References": "In_Reply_To"}[names]

    paid = await letters.reply("yes", offered, **{other: ""})

    assert paid.outcome == "payment_started"
    await letters.charged("122")


async def test_a_no_that_names_only_our_offer_ends_it(letters: Letterbox) -> None:
    offered = await letters.write("pay invoice 122")

    ended = await letters.reply("no", offered)
    after = await letters.reply("yes", ended)

    assert ended.outcome == "offer_cancelled"
    assert after.outcome != "payment_started"
    assert letters.house.taken() == []


async def test_what_is_said_after_it_stays_in_the_conversation(letters: Letterbox) -> None:
    offered = await letters.write("pay invoice 122")
    helped = await letters.reply("help", offered)

    whole = f"{offered.came} {offered.answer} {helped.came} {helped.answer}"
    shown = await letters.reply("pay invoice 121", helped, References=whole)
    paid = await letters.reply("yes", shown)

    assert paid.outcome == "payment_started"
    await letters.charged("121")
    here = await letters.house.rows("SELECT DISTINCT conversation FROM requests")
    assert [row.conversation for row in here] == [offered.came]


@pytest.mark.parametrize("who", [DANA, "eve@evil.example"])
async def test_a_yes_of_another_to_our_offer_is_none(letters: Letterbox, who: str) -> None:
    offered = await letters.write("pay invoice 122")

    answered = await letters.reply("yes", offered, who=who)
    then = await letters.reply("no", offered)

    assert answered.outcome not in ("payment_started", "offer_cancelled")
    assert then.outcome == "offer_cancelled"
    assert letters.house.taken() == []


async def test_an_unproven_yes_to_our_offer_is_none(letters: Letterbox) -> None:
    offered = await letters.write("pay invoice 122")

    forged = await letters.reply("yes", offered, proof="none")

    assert forged.outcome == "stranger"
    assert letters.house.taken() == []


async def test_of_offers_in_two_conversations_the_one_that_is_answered_is_paid(
    letters: Letterbox,
) -> None:
    older = await letters.write("pay invoice 122")
    await letters.write("pay invoice 121")

    paid = await letters.reply("yes", older)

    assert paid.outcome == "payment_started"
    await letters.charged("122")


@pytest.mark.parametrize("whole", [False, True])
async def test_a_yes_to_an_older_offer_pays_no_newer_one(
    letters: Letterbox, *, whole: bool
) -> None:
    older = await letters.write("pay invoice 122")
    newer = await letters.reply("pay invoice 121", older)
    chain = f"{older.came} {older.answer}" if whole else older.answer

    again = await letters.reply("yes", older, References=chain)
    assert await letters.house.payments() == []
    paid = await letters.reply("yes", again)

    assert (newer.outcome, again.outcome) == ("offer_made", "offer_made")
    assert paid.outcome == "payment_started"
    await letters.charged("122")


async def test_a_no_to_an_older_offer_leaves_the_newer_one(letters: Letterbox) -> None:
    older = await letters.write("pay invoice 122")
    newer = await letters.reply("pay invoice 121", older)

    await letters.reply("no", older)

    live = await letters.house.rows("SELECT request_id FROM offers WHERE state = 'live'")
    assert newer.outcome == "offer_made"
    assert len(live) == 1


async def test_a_yes_to_help_after_which_an_offer_was_made_pays_nothing(letters: Letterbox) -> None:
    helped = await letters.write("help")
    await letters.reply("pay invoice 121", helped)

    answered = await letters.reply("yes", helped)

    assert answered.outcome == "offer_made"
    assert await letters.house.payments() == []
