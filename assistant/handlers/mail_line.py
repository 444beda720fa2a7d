"""What the mail door needs to be told, and what has to stand behind it."""

from collections.abc import Awaitable, Callable
from dataclasses import field
from datetime import date

from assistant.handlers.mail_connection import ImapSettings
from assistant.handlers.mail_limits import MOST_BYTES
from assistant.handlers.mail_reading import Mail
from assistant.handlers.mail_request import Trace
from assistant.reach import Reach
from assistant.request import Proof, Request, Sender
from assistant.values import dataclass


class TemporaryError(Exception):
    """What stands behind the door can take nothing now. The mail stays unseen and comes again."""


async def _known(sender: Sender) -> bool:
    return sender.proof is not Proof.NONE


async def _alone() -> bool:
    return True


async def _new(_sender: Sender, _trace: Trace) -> tuple[str, str] | None:
    return None


async def _gone() -> None:
    return


def _can_wait(_request: Request) -> bool:
    return False


async def _silent(_request: Request, _seconds: float) -> None:
    return


@dataclass(frozen=True, slots=True)
class MailLine:
    """What the door needs of the line behind it; each returns once its work is durable.

    ``answer`` commits a request and its reply. ``note`` records mail that is not to be answered.
    ``set_aside`` keeps mail that could not be read or crashed the answer, with its raw bytes
    (none for mail too large to be fetched). ``temporary`` are the errors, besides TemporaryError
    and OSError, that mean: later; the mail then stays unseen. ``knows`` tells whether a proven
    sender is somebody on file; all others are strangers, answered once a day. ``resume``
    finds the conversation of a known sender's mail by its trace, and the request whose answer that
    mail is a reply to, or "". ``turn`` tells
    whether this process may read now, for many may run, and ``leave`` lets another one. ``reach``
    is told whether mail can be read. ``urgent`` tells what is read whatever came before it, and
    ``later`` lets a known sender know in how many seconds the rest is.
    """

    answer: Callable[[Request], Awaitable[None]]
    note: Callable[[Mail], Awaitable[None]]
    set_aside: Callable[[bytes, str], Awaitable[None]]
    temporary: tuple[type[Exception], ...] = ()
    knows: Callable[[Sender], Awaitable[bool]] = _known
    resume: Callable[[Sender, Trace], Awaitable[tuple[str, str] | None]] = _new
    turn: Callable[[], Awaitable[bool]] = _alone
    leave: Callable[[], Awaitable[None]] = _gone
    reach: Reach = field(default_factory=Reach)
    urgent: Callable[[Request], bool] = _can_wait
    later: Callable[[Request, float], Awaitable[None]] = _silent


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """Which mailbox is ours and whom to believe.

    ``address`` is ours, with or without a ``+token``. ``authserv_id`` is the name our receiving
    server signs its Authentication-Results with; without it nobody is believed, unless ``verify``
    lets us look at DKIM signatures ourselves. ``idle`` is how long to wait for a hint, in seconds,
    before looking anyway. Mail that came before the day ``since`` is not looked at. Mail of a known
    sender beyond ``answers_per_hour`` stays unseen until the hour has room for it.
    """

    imap: ImapSettings
    address: str
    authserv_id: str | None = None
    verify: bool = False
    idle: float = 20.0
    most_bytes: int = MOST_BYTES
    since: date | None = None
    answers_per_hour: int = 20
    longest_pause: float = 60.0
