"""Slack, mail and Stripe in a process of their own: ``python -m bench.far_sides FOLDER PORT``.

Prints, as one JSON line, the environment with which ``assistant serve`` opens every door to them.
"""

import asyncio
import json
import sys
from pathlib import Path

from pydantic import SecretStr

from assistant.config import Settings
from assistant.sandbox.together import sandbox
from bench.processes import until_told


async def _main(folder: Path, port: int) -> None:
    async with sandbox(folder, http_port=port, socket_mode=False) as far:
        print(json.dumps(_environment(far.settings)), flush=True)
        await until_told()


def _environment(settings: Settings) -> dict[str, str]:
    return {f"ASSISTANT_{name.upper()}": _plain(value) for name, value in settings}


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]), int(sys.argv[2])))
