"""Who writes more mail in an hour than is answered hears so; what takes something back is read."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from pydantic import SecretStr

from assistant.config import Settings
from assistant.handlers.mail_holding import HELD
from assistant.postal import open_mail
from assistant.sandbox.mail import MailCounterpart
from assistant.sandbox.mail.letters import Letter
from tests.mail_samples import DANA, US
from tests.stories.house import House, until

SECRET = "secret"
LATER = "I read the rest of your mails later"


@pytest.fixture
async def post() -> AsyncIterator[MailCounterpart]:
    async with MailCounterpart({US: SECRET, DANA: "hers"}) as counterpart:
        yield counterpart


def settings(post: MailCounterpart) -> Settings:
    return Settings(
        _env_file=None,
        imap_host="127.0.0.1",
        imap_port=post.imap_port,
        imap_user=US,
        imap_password=SecretStr(SECRET),
        imap_tls="none",
        imap_since="all",
        smtp_host="127.0.0.1",
        mail_address=US,
        mail_authserv_id=post.authserv_id,
        mail_answers_per_hour=2,
    )


def titles(house: House) -> list[str]:
    """What Dana reads, in any order."""
    return sorted(each.card.title for each in house.mail.sent if each.address == DANA)


async def test_beyond_the_hour_they_hear_so_once_and_a_no_or_a_dispute_is_still_read(
    house: House, post: MailCounterpart
) -> None:
    first = await post.write(Letter(DANA, US, "Invoice", "pay invoice 121"))
    for words in ("balance", "show my invoices", "who gets our invoices?"):
        await post.write(Letter(DANA, US, "Invoices", words))
    await post.write(Letter(DANA, US, "Re: Invoice", "STOP", answers=post.find(first)))
    wrong = "invoice 122 is wrong because we cancelled in March"
    await post.write(Letter(DANA, US, "Invoice 122", wrong))

    before = HELD._value.get()

    async with AsyncExitStack() as stack:
        house.desk.start_tails()
        await open_mail(stack, settings(post), house.desk)
        await until(lambda: len(titles(house)) == 5, seconds=20)

    said = " ".join(titles(house))
    assert titles(house).count(LATER) == 1
    assert "Nothing was charged" in said or "Cancelled" in said, said
    disputed = await house.rows("SELECT id FROM reminder_holds WHERE kind = 'dispute'")
    assert len(disputed) == 1
    assert HELD._value.get() == before + 2
