"""Read a mailbox and answer by SMTP, in a process of its own, until somebody kills it."""

import asyncio
import sys
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from pydantic import SecretStr

from assistant.config import Settings
from assistant.db import open_database
from assistant.desk import Desk
from assistant.notify.worker import Notifier
from assistant.postal import mail_sender, open_mail
from tests.faults.driver import Fate, MortalLine
from tests.faults.running import write_to
from tests.logs import log_plainly
from tests.mail_samples import SERVER
from tests.parties.dovecot import PASSWORD, USER
from tests.stories.house import SUPPORT


async def run(told: dict[str, Any]) -> None:
    """Read and answer for ever.

    ``ahead`` is how far the clock is before the real one, in seconds, so that a reader lives after
    the leases of the dead have run out. ``die`` is a point of the driver, or nothing: then whoever
    listens to its lines kills it from outside.
    """

    def clock() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=told["ahead"])

    async with AsyncExitStack() as stack:
        database = open_database(told["url"])
        stack.push_async_callback(database.close)
        wanted = settings(told["imap"], told["smtp"])
        sender = await stack.enter_async_context(mail_sender(wanted, clock))
        notifier = Notifier(database, {"mail": sender}, clock)
        line = MortalLine(SUPPORT, fate=Fate(told["die"]))
        desk = await stack.enter_async_context(Desk(database, line, notifier, None, clock))
        desk.start_tails()
        await open_mail(stack, wanted, desk)
        await asyncio.Event().wait()


def settings(imap: int, smtp: int) -> Settings:
    """The mail doors on these ports, as an operator would set them."""
    return Settings(
        _env_file=None,
        imap_host="127.0.0.1",
        imap_port=imap,
        imap_user=USER,
        imap_password=SecretStr(PASSWORD),
        imap_tls="none",
        imap_since="all",
        smtp_host="127.0.0.1",
        smtp_port=smtp,
        smtp_tls="none",
        mail_address=USER,
        mail_authserv_id=SERVER,
    )


def main(told: dict[str, Any], said: Path, log: Path) -> None:
    """The whole life of the process; what it prints survives it in files."""
    write_to(said, log)
    log_plainly()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    asyncio.run(run(told))
