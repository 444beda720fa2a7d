"""Where a command runs: the operator's settings, or the sandbox kept in this folder."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.stopping import StopError

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

    logs.configure(human=True, least=logging.WARNING)
    settings = known_settings()
    if not in_sandbox:
        database_found(settings)
        yield settings
        return
    from assistant.sandbox.together import sandbox

    async with sandbox(sandbox_folder(settings)) as open_sandbox:
        yield open_sandbox.settings


def known_settings() -> "Settings":
    """What is set, with a warning about each variable that sets nothing. Raises SettingsError."""
    import structlog

    from assistant import config, logs

    if not structlog.is_configured():  # what is logged is not to be among what a command prints
        logs.configure(human=True, least=logging.WARNING)
    for name, nearest in config.unknown():
        remedy = f"did you mean {nearest}?" if nearest else "docs/reference.md has them all"
        structlog.get_logger(__name__).warning("setting_unknown", name=name, remedy=remedy)
    return config.settings()


def database_found(settings: "Settings") -> None:
    """Refuse to begin an empty database by only looking at it. Raises StopError."""
    kind, _, path = settings.database_url.partition(":///")
    if kind == "sqlite" and not Path(path).is_file():
        raise StopError(
            f"there is no database at {path}: run 'assistant db upgrade', "
            "or set ASSISTANT_DATABASE_URL"
        )


def sandbox_folder(settings: "Settings") -> Path:
    """Where the sandbox is kept; said once, when it is made."""
    folder = Path(settings.sandbox_dir)
    if folder.exists() and not folder.is_dir():
        raise StopError(f"ASSISTANT_SANDBOX_DIR: {folder} is a file; name a folder")
    if not (folder / "billing.db").exists():
        typer.echo(f"A new sandbox is kept in {folder.resolve()}", err=True)
    return folder
