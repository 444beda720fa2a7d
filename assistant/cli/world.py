"""Where a command runs: the operator's settings, or the sandbox kept in this folder."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from assistant.config import Settings

InSandbox = Annotated[
    bool,
    typer.Option("--sandbox", help="Use local counterparts and a seeded database in ./.sandbox."),
]


@asynccontextmanager
async def world(*, in_sandbox: bool) -> AsyncIterator["Settings"]:
    """The settings to run with; inside the sandbox its far sides live as long as the block."""
    from assistant import logs
    from assistant.config import Settings

    logs.configure(human=True)
    settings = Settings()
    if not in_sandbox:
        yield settings
        return
    from assistant.sandbox.together import sandbox

    async with sandbox(Path(settings.sandbox_dir)) as open_sandbox:
        yield open_sandbox.settings
