"""Read a large mail in a process of its own: parsing it here would hold up everybody else.

The process has a few seconds and then is ended; what it could not do in that time is set aside.
"""

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE
from contextlib import suppress

from assistant.handlers.dkim_proof import examine_signed
from assistant.handlers.mail_classes import Kind
from assistant.handlers.mail_reading import Mail, read
from assistant.handlers.sender_proof import Examined

PATIENCE = 15.0
_VERIFY = "--verify"


async def read_apart(
    raw: bytes, *, verify: bool = False, patience: float = PATIENCE
) -> tuple[Mail, Examined | None]:
    """Read a mail and, if wanted, verify its signature; never raises for what is in it."""
    command = [sys.executable, "-m", __name__, *([_VERIFY] if verify else [])]
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
    try:
        async with asyncio.timeout(patience):
            answer, _ = await process.communicate(raw)
        mail, examined = pickle.loads(answer)  # noqa: S301 - our own process wrote it
        return mail, examined
    except TimeoutError:
        return _unreadable(f"could not be read in {patience:g} seconds"), None
    except (EOFError, pickle.UnpicklingError, OSError):
        return _unreadable("the process that read it ended"), None
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _unreadable(reason: str) -> Mail:
    return Mail(kind=Kind.UNREADABLE, reasons=(reason,))


def main() -> None:
    """Read one mail from standard input and write what it says to standard output."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not be an answer
    raw = sys.stdin.buffer.read()
    mail = read(raw)
    examined = examine_signed(raw, mail.headers) if _VERIFY in sys.argv else None
    with answers:
        answers.write(pickle.dumps((mail, examined)))


if __name__ == "__main__":
    main()
