"""What Slack's libraries may say in our log: no bodies, no tokens, no tickets.

At DEBUG they print whole messages, and with an error the URL that holds a socket's ticket.
"""

import logging
import re
from pathlib import Path
from traceback import extract_tb

_SECRET = re.compile(r"(xox[a-z]-|xapp-|(?:ticket|token)=)[^\s&'\")]+")


def slack_logger() -> logging.Logger:
    """The logger to hand to bolt and to every client of Slack."""
    logger = logging.getLogger("assistant.slack")
    logger.setLevel(max(logging.WARNING, logging.root.level))
    if not logger.filters:
        logger.addFilter(_discreet)
    return logger


def _discreet(record: logging.LogRecord) -> bool:
    """Keep the sentence, mask what grants access, drop the traceback that would repeat it."""
    record.msg = _SECRET.sub(r"\1…", record.getMessage())
    record.args = None
    record.exc_info = None
    return True


def where(error: BaseException) -> str:
    """The lines an error came through; unlike a traceback without its message, which may quote."""
    frames = extract_tb(error.__traceback__)[-4:]
    return " > ".join(f"{Path(f.filename).name}:{f.lineno}:{f.name}" for f in frames)
