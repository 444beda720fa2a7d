"""Several requests in one message, parted only where each part is understood by itself.

What belongs to one request ("pay 123 and 124", "since March and over 500") never begins like a
request of its own; and where a part is not understood, nothing is parted.
"""

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import TypeGuard

from assistant.command import (
    AddMethod,
    AskPerson,
    Balance,
    Command,
    Confirm,
    ExplainInvoice,
    GetDocument,
    ListInvoices,
    ListMethods,
    Pay,
    PaymentHistory,
    PaymentStatus,
    PlanPayment,
    RemoveMethod,
    SendLink,
    SetBackupMethod,
    SetDefaultMethod,
    ShowInvoice,
    ShowItem,
    ShowSpending,
    ShowSummary,
    ShowWire,
    SwitchAccount,
)
from assistant.command.contacts import AddContact, RemoveContact, SetRole, SetTold, ShowContacts
from assistant.command.plans import AutopayStatus, PlannedPayments, SetAutopay
from assistant.command.reminding import (
    DisputeInvoice,
    EndDispute,
    MuteInvoice,
    PauseReminders,
    Prefer,
    Promise,
    SayPaid,
    ShowDisputes,
    WithdrawClaim,
    WithdrawPromise,
)
from assistant.understand.languages import read_language
from assistant.understand.mentions import may_ask
from assistant.understand.named import NUMBERS, numbers_in
from assistant.understand.numbers import looks_like_a_number
from assistant.understand.polite import request_in, unwrapped
from assistant.understand.tongues.vocabulary import languages_of

MOST = 4
Parted = tuple[tuple[str, Command], ...]
"""The words of each request, and what they mean."""
Reader = Callable[[str], Command | None]
"""Reads a text whose every word is understood."""

SAID = (
    *(MuteInvoice, PauseReminders, Promise, WithdrawPromise, SayPaid, DisputeInvoice, EndDispute),
    *(Prefer, WithdrawClaim),
)
"""What is noted as it is said and waits for no yes; a reason behind it may be one more request."""

_PARTS = (
    *(ListInvoices, ShowInvoice, ShowItem, ExplainInvoice, ShowSummary, Balance, GetDocument),
    ShowSpending,
    *(PaymentStatus, PaymentHistory, ListMethods, ShowWire, ShowContacts, PlannedPayments),
    *(AutopayStatus, SetAutopay, SwitchAccount, AskPerson, Pay, PlanPayment, SendLink, AddMethod),
    *(RemoveMethod, SetDefaultMethod, SetBackupMethod),
    *(AddContact, SetRole, SetTold, RemoveContact),
    *SAID,
    ShowDisputes,
)
"""What may stand beside others; a yes, a no and a number answer a question, and stand alone."""

_AND = r"(?:and|&|then|also|plus|und|dann|auch|et|puis|aussi|y|luego|también)"
_ANDS = frozenset(_AND[3:-1].split("|"))
_ENDS = re.compile("[.;!?,] ")
"""Without such an end, or one of the words, nothing begins; most texts are spared the search."""
_BETWEEN = re.compile(
    rf"(?=[\s.;!?,])(?:\s*[.;!?,]+\s+(?:{_AND},? ){{0,3}}|\s+(?:{_AND},? ){{1,3}})", re.IGNORECASE
)
_IN_JAPANESE = re.compile(r"[.!?;]\s*")
_BEGINS = re.compile(
    r"(?:(?:please|kindly|just|also|(?:can|could|would|will) you(?: please)?|(?:can|could|may) i"
    r"|i(?:'d like| would like| want| need) to|let me) )*"
    r"(?:pay|settle|show|list|see|view|display|give|send|e-?mail|mail|forward|download|export|get"
    r"|print|tell|pdf|excel|csv|receipt|statement|balance|summary|status|payment|payments|history"
    r"|invoice|invoices|bills|what|what's|whats|how|who|when|which|why"
    r"|did|has|have|is|are|do|make|set|add|invite|remove|delete|turn|switch|enable|disable|stop"
    r"|start|use|apply|schedule|items|details|talk|speak|call|charge"
    r"|mute|unmute|pause|resume|dispute|contest|withdraw|(?:i|we)(?:'ll|'ve)?(?= )|our (?=bank\b)"
    r"|#?[0-9]{1,12} (?=(?:is|are|was|were|has|have|i|we)\b)"
    r"|the (?=(?:(?:paid|open|unpaid|overdue|settled) ones|dispute)\b))\b",
    re.IGNORECASE,
)
_QUOTE = re.compile('["“”„«»「」『』]')
_PAY_IT = re.compile(
    r"(?:please )?(?:go ahead (?:and )?)?(?:pay|settle) (?:it|this|that)\b", re.IGNORECASE
)
_IT = re.compile(r"\b(?:it|that one|this one|that|this)\b", re.IGNORECASE)
_THEM = re.compile(r"\b(?:them|these|those)\b", re.IGNORECASE)
_OF_EACH = re.compile(
    r"(?:(?P<verb>(?:un)?mute|show|see|open|view|display|look at)(?: me| us)?|(?=invoice))"
    rf"(?: reminders? (?:for|of|about))?(?: both)?(?: the| our| my)? ?(?P<numbers>{NUMBERS})"
)
_LONGEST = 600


def parted(lines: tuple[str, ...], read: Reader) -> Parted:
    """Part a message into two to four requests; empty where that cannot be done for certain.

    The whole message has been read, in vain.
    """
    joined = "".join(lines)
    if len(joined) > _LONGEST or not _may_ask(joined):
        return ()
    lines = _of_each(lines) if looks_like_a_number(joined) else lines
    if (len(lines) == 1 and not _cuts(joined)) or _QUOTE.search(joined):
        return ()
    found: list[tuple[str, Command]] = []
    for line in lines:
        parts = _parts_of(line, partial(_read, by=read), MOST)
        if not parts:
            return ()
        found += parts
    named = _without_it(found, read)
    different: dict[Command, str] = {}
    for text, command in _paid_at_once(_with_reasons(named)):
        different.setdefault(command, text)
    if len(different) > MOST:
        return ()
    return tuple((text, command) for command, text in different.items())


def _may_ask(text: str) -> bool:
    lower = text.lower()
    return may_ask(lower) or languages_of(lower, "en") != ()


def _of_each(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Part "mute 121 and 122", "show 121 and 122": each of them is one request about one."""
    parts: list[str] = []
    for line in lines:
        found = _OF_EACH.fullmatch(request_in(unwrapped(line)).lower().rstrip("?!. "))
        numbers = numbers_in(found["numbers"]) if found else ()
        about = [f"{found['verb'] or 'show'} {number}" for number in numbers] if found else []
        parts += about if len(about) > 1 else [line]
    return tuple(parts)


def in_a_language(text: str, understood: Command, read: Callable[[str], object]) -> Parted:
    """What is asked for "in English, please", where that was taken for the name of an account."""
    named = understood.account
    if not named:
        return ()
    language = read_language(named.lower())
    at = text.rfind(f" in {named}")
    if language is None or at < 0:
        return ()
    request = text[:at].rstrip(" ,")
    inner = read(request)
    if not is_part(inner):
        return ()
    return ((f"in {named}", Prefer(language=language)), (request, inner))


def _parts_of(text: str, read: Reader, most: int) -> list[tuple[str, Command]]:
    """The longest beginning that is understood, and what its rest is parted into."""
    if is_part(whole := read(text)):
        return [(text, whole)]
    for cut in reversed(_cuts(text)) if most > 1 else ():
        words = text[: cut.start()] + "?" * ("?" in cut[0])
        first = read(words)
        if is_part(first) and (rest := _parts_of(text[cut.end() :], read, most - 1)):
            return [(words, first), *rest]
    return []


def _read(text: str, by: Reader) -> Command | None:
    """Read one part: "pay it" is a yes by itself, but beside an invoice it asks for that one."""
    read = by(text)
    return Pay() if isinstance(read, Confirm) and _PAY_IT.match(text) else read


def is_part(command: object) -> TypeGuard[Command]:
    """Whether a request may be done beside others: it is no answer, and sure of nothing."""
    if command is None:
        return False
    sure = getattr(command, "sure", False) or getattr(command, "offered", False)
    return type(command) in _PARTS and not sure


def _is_plain(command: Command) -> TypeGuard[Pay]:
    return (
        isinstance(command, Pay)
        and bool(command.numbers)
        and command == Pay(numbers=command.numbers)
    )


@lru_cache(maxsize=16)
def _cuts(text: str) -> tuple[re.Match[str], ...]:
    """Where a request may end, because the next begins; asked twice of a whole text."""
    lower = text.lower()
    if not text.isascii() and languages_of(lower, "en") == ("ja",):
        return tuple(_IN_JAPANESE.finditer(text))
    if not _ENDS.search(lower) and _ANDS.isdisjoint(lower.split()):
        return ()
    cuts = tuple(_BETWEEN.finditer(text))
    if len(cuts) > 2 * MOST:
        return ()
    if languages_of(lower, "en"):
        return cuts
    return tuple(each for each in cuts if _BEGINS.match(text, each.end()))


def _without_it(found: list[tuple[str, Command]], read: Reader) -> list[tuple[str, Command]]:
    """Put the one invoice named before for the "it" that is to be paid."""
    named: set[str] = set()
    whole = []
    for text, command in found:
        if isinstance(command, Pay) and _THEM.search(text):
            return []  # those just listed need not be those that would be paid
        if isinstance(command, Pay) and not (command.numbers or command.all) and _IT.search(text):
            if len(named) != 1:
                return []  # nothing says which
            text = _IT.sub(f"invoice {min(named)}", text, count=1)
            again = read(text)
            if not isinstance(again, Pay) or again.numbers != tuple(named):
                return []
            command = again
        whole.append((text, command))
        if isinstance(number := getattr(command, "number", None), str):
            named.add(number)
    return whole


def _with_reasons(found: list[tuple[str, Command]]) -> list[tuple[str, Command]]:
    """Say "we never ordered this" as the reason of the dispute that it follows."""
    whole: list[tuple[str, Command]] = []
    for text, command in found:
        before = whole[-1][1] if whole else None
        if isinstance(before, DisputeInvoice) and command == DisputeInvoice():
            text, command = f"{whole.pop()[0]}, {text}", before
        whole.append((text, command))
    return whole


def _paid_at_once(found: list[tuple[str, Command]]) -> list[tuple[str, Command]]:
    """Payments of whole invoices become one: it is confirmed by one yes."""
    pays = [command for _, command in found if _is_plain(command)]
    if len(pays) < 2:
        return found
    numbers = tuple(dict.fromkeys(number for pay in pays for number in pay.numbers))
    *most, last = numbers
    listed = f"{', '.join(most)} and {last}" if most else last
    together: tuple[str, Command] = (f"pay invoice {listed}", Pay(numbers=numbers))
    first = next(at for at, (_, command) in enumerate(found) if _is_plain(command))
    rest = [each for each in found[first:] if not _is_plain(each[1])]
    return [*found[:first], together, *rest]
