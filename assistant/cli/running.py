"""``serve`` and ``demo``: run until told to stop."""

import logging
import signal
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.stopping import StopError
from assistant.cli.waiting import wait_for
from assistant.cli.world import InSandbox, database_found, known_settings, sandbox_folder

if TYPE_CHECKING:
    import asyncio

    from assistant.config import Settings
    from assistant.sandbox.together import Sandbox


def serve(sandbox: InSandbox = False) -> None:
    """Open every door that has its settings and keep the tails moving, until SIGTERM."""
    wait_for(_serve(in_sandbox=sandbox))


def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port of the page.")] = 8090,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only print the address.")
    ] = False,
) -> None:
    """Run everything locally, with one page to play all sides; no account is needed."""
    from assistant import logs
    from assistant.sandbox.demo import run

    logs.configure(human=True, least=logging.WARNING)
    folder = sandbox_folder(known_settings())
    wait_for(run(folder, port=port, open_browser=not no_browser, stop=stopped))


async def _serve(*, in_sandbox: bool) -> None:
    from assistant import logs

    logs.configure(human=in_sandbox)
    settings = known_settings()
    asked = _asked_to_stop()
    async with AsyncExitStack() as stack:
        if in_sandbox:
            from assistant.sandbox.together import sandbox
            from assistant.web import free_port

            port = free_port(settings.http_port)
            opening = sandbox(sandbox_folder(settings), http_port=port)
            far = await stack.enter_async_context(opening)
            await _open(stack, far.settings)
            typer.echo(_where(far, settings))
        else:
            database_found(settings)
            await _open(stack, settings)
        await asked.wait()


async def _open(stack: AsyncExitStack, settings: "Settings") -> None:
    from assistant.app import serving_doors

    try:
        await stack.enter_async_context(serving_doors(settings))
    except OSError as error:
        raise StopError(
            f"cannot listen at {settings.http_host} port {settings.http_port} "
            f"({error.strerror or error}): set ASSISTANT_HTTP_HOST or ASSISTANT_HTTP_PORT"
        ) from error


def _where(far: "Sandbox", settings: "Settings") -> str:
    """Where the far sides are, and how to speak as one of the sandbox's people."""
    to, dana = far.settings.mail_address, "dana@acme.example"
    smtp, imap = far.mail.smtp_port, far.mail.imap_port
    return f"""\
The sandbox kept in {Path(settings.sandbox_dir).resolve()} is open.
  http    {far.settings.home_url}/healthz
  slack   {far.slack.base_url} (Socket Mode)
  stripe  {far.stripe.url} (pages of payments begun earlier open, too)
  mail    {to}; SMTP 127.0.0.1:{smtp}, IMAP 127.0.0.1:{imap}, no TLS
A mail is believed when its sender has logged in; the answer is in {dana}'s mailbox:
  printf 'From: {dana}\\nTo: {to}\\nSubject: Hello\\n\\nwhat do I owe\\n' |
    curl -sS smtp://127.0.0.1:{smtp} --user {dana}:{far.passwords[dana]} \\
      --mail-from {dana} --mail-rcpt {to} -T -
To play everybody on one page, Slack included: assistant demo"""


async def stopped() -> None:
    """Wait for SIGTERM or SIGINT."""
    await _asked_to_stop().wait()


def _asked_to_stop() -> "asyncio.Event":
    """Set by SIGTERM or SIGINT from now on, so that also a start can be ended in order."""
    import asyncio

    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    return asked
