"""Every examination at the same time, told in the order an operator sets things up."""

import asyncio

from assistant.cli.doctor import (
    clock,
    database,
    mail,
    papers,
    running,
    set_up,
    slack,
    stripe,
)
from assistant.cli.doctor.findings import Clocks, Finding, bounded
from assistant.config import Settings


async def examined(settings: Settings, clocks: Clocks | None = None) -> list[Finding]:
    """Everything that was found, in at most half a minute."""
    clocks = clocks or Clocks()
    rooms = await asyncio.gather(
        bounded("database", database.examine(settings, clocks)),
        bounded("slack", slack.examine(settings, clocks)),
        bounded("mail reading", mail.examine_reading(settings, clocks)),
        bounded("mail sending", mail.examine_sending(settings, clocks)),
        bounded("stripe key", stripe.examine(settings, clocks)),
        bounded("documents", papers.examine(settings)),
        bounded("serve", running.examine(settings)),
    )
    found = [each for room in rooms for each in room]
    return [*set_up.examine(settings), *found, *clock.examine(clocks)]
