"""How tests log: as structlog does where nobody says otherwise, but with plain tracebacks.

To draw one with every local value takes up to a second of processor time, and nobody reads it.
"""

import structlog


def log_plainly() -> None:
    """Undo what a command has set for a terminal of its own."""
    structlog.reset_defaults()
    *others, _drawing = structlog.get_config()["processors"]
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*others, plain])
