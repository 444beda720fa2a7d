"""Mail and Slack away for an hour, over the real protocols: later, in order, and no flood."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import SMTP

import aiohttp
import pytest

from assistant.handlers.slack import slack_client
from assistant.notify.mail_sender import MailSender
from assistant.notify.slack_sender import SlackSender
from assistant.notify.smtp_opening import SmtpSettings
from assistant.sandbox.mail import MailCounterpart
from assistant.sandbox.slack import SlackCounterpart, User
from tests.mail_samples import US
from tests.stories.house import House
from tests.stories.reminded import flag, kept

AP = "ap@acme.example"


@dataclass(slots=True)
class Outside:
    """A house whose messages go by SMTP and to a Slack, both of which can be away."""

    house: House
    post: MailCounterpart
    slack: SlackCounterpart
    dana: User

    async def pass_by(self, minutes: int, step: int = 5) -> None:
        """Let so many minutes pass, step by step."""
        for _ in range(0, minutes, step):
            self.house.clock.advance(minutes=step)
            await self.house.work()

    def go_away(self) -> None:
        """No mail server greets, and Slack answers nothing but 503."""
        self.post.smtp_faults.greeting = "421 4.3.2 closing"
        self.slack.faults.server_error("chat.postMessage", times=None)

    def come_back(self) -> None:
        """Both are well again."""
        self.post.smtp_faults.greeting = ""
        self.slack.faults.clear()

    def mailed(self, address: str = AP) -> list[str]:
        """The subjects of what somebody got, in order."""
        mails = [each for each in self.post.sent if each.recipients == (address,)]
        subjects = [str(message_from_bytes(each.raw, policy=SMTP)["Subject"]) for each in mails]
        return [each.partition(" [INV-")[0] for each in subjects]

    def in_slack(self) -> list[str]:
        """The first line of each message Dana got, in order."""
        return [each.text.partition("\n")[0] for each in self.slack.in_dm(self.dana)]


@pytest.fixture
async def outside(house: House) -> AsyncIterator[Outside]:
    async with AsyncExitStack() as stack:
        post = await stack.enter_async_context(MailCounterpart({US: "secret", AP: "theirs"}))
        slack = await stack.enter_async_context(SlackCounterpart())
        slack.add_team("T02ACME", "Acme", "acme")
        dana = slack.add_user("dana", team="T02ACME", id="U02DANA", email="dana@acme.example")
        session = await stack.enter_async_context(aiohttp.ClientSession())
        settings = SmtpSettings("127.0.0.1", post.smtp_port, US, tls="none", timeout=5)
        mail = await stack.enter_async_context(MailSender(settings, now=house.clock))
        client = slack_client(slack.bot_token, slack.base_url, session=session)
        senders = {"mail": mail, "slack": SlackSender(client, clock=house.clock.seconds)}
        recorders = house.desk.notifier.senders
        assert isinstance(recorders, dict)
        recorders.update(senders)
        yield Outside(house, post, slack, dana)


async def test_fault_86_an_hour_without_mail_and_slack_loses_nothing_and_keeps_the_order(
    outside: Outside,
) -> None:
    house = outside.house
    await flag(house, "ap", "dana", what="payments")
    await flag(house, "ap")
    outside.go_away()
    await house.pay("dana", "122")
    await outside.pass_by(30)
    await house.pay("dana", "123")
    await outside.pass_by(30)
    assert outside.mailed() == outside.in_slack() == []

    outside.come_back()
    await outside.pass_by(120)

    told = ["Paid: invoice 122, 400.00 USD", "Paid: invoice 123, 420.00 USD"]
    assert outside.in_slack() == [f"✅ {each}" for each in told]
    assert outside.mailed() == ["Invoice 121 was due on 23 Feb 2026: 360.00 USD", *told]
    (left,) = await house.rows("SELECT count(*) AS n FROM deliveries WHERE due_at IS NOT NULL")
    assert left.n == 0


async def test_fault_86_a_day_without_mail_ends_with_the_newest_reminder_alone(
    outside: Outside,
) -> None:
    house = outside.house
    await flag(house, "ap")
    await house.change("UPDATE accounts SET reminder_days = '-7,-6'")
    await house.change("UPDATE invoices SET due_on = '2026-03-17' WHERE number = '122'")
    await house.change("UPDATE reminder_looks SET due_at = '2026-03-01 00:00:00'")
    outside.go_away()
    await outside.pass_by(26 * 60, step=60)
    outside.come_back()
    await outside.pass_by(120)

    assert outside.mailed() == ["2 invoices are to be paid: 760.00 USD"]  # 121, and 122 once
    assert await kept(house, "122") == [
        ("122", -7, "ap", "dropped", "newer_stage"),
        ("122", -6, "ap", "told", None),
    ]
