"""``serve`` and ``demo``: run until told to stop."""

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.world import InSandbox


def serve(sandbox: InSandbox = False) -> None:
    """Open every door that has its settings and keep the tails moving, until SIGTERM."""
    asyncio.run(_serve(in_sandbox=sandbox))


def demo(
    port: Annotated[int, typer.Option(help="The port of the page.")] = 8090,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only print the address.")
    ] = False,
) -> None:
    """Run everything locally, with one page to play all sides; no account is needed."""
    from assistant import logs
    from assistant.config import Settings
    from assistant.sandbox.demo import run

    logs.configure(human=True)
    folder = Path(Settings().sandbox_dir)
    asyncio.run(run(folder, port=port, open_browser=not no_browser, stop=stopped))


async def _serve(*, in_sandbox: bool) -> None:
    from assistant import logs
    from assistant.app import serving_doors
    from assistant.config import Settings

    logs.configure(human=in_sandbox)
    settings = Settings()
    if not in_sandbox:
        async with serving_doors(settings):
            await stopped()
        return
    from assistant.sandbox.together import sandbox
    from assistant.web import free_port

    port = free_port(settings.http_port)
    async with (
        sandbox(Path(settings.sandbox_dir), http_port=port) as far,
        serving_doors(far.settings),
    ):
        typer.echo(f"sandbox: http://127.0.0.1:{port}/healthz, SMTP at port {far.mail.smtp_port}")
        await stopped()


async def stopped() -> None:
    """Wait for SIGTERM or SIGINT."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    await asked.wait()
