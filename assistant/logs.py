"""Structured logs: a past-tense event and key-values, never a body, an address or a token."""

import logging
import sys

import structlog


def configure(*, human: bool, least: int = logging.INFO) -> None:
    """Log to standard error: for people at a terminal, or one JSON object a line.

    Nothing below ``least`` is said, so that a conversation is not interrupted. Libraries speak up
    from WARNING only; some print whole messages below that.
    """
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(name)s %(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *(_for_people() if human else _for_machines()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=_to_standard_error,
        cache_logger_on_first_use=False,
    )


def _to_standard_error(*_: object) -> structlog.PrintLogger:
    """To what it is now: it may have been another when the log was configured."""
    return structlog.PrintLogger(sys.stderr)


def _for_people() -> list[structlog.typing.Processor]:
    plain = structlog.dev.plain_traceback
    colours = sys.stderr.isatty()
    return [structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=plain)]


def _for_machines() -> list[structlog.typing.Processor]:
    told = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    return [structlog.processors.ExceptionRenderer(told), structlog.processors.JSONRenderer()]
