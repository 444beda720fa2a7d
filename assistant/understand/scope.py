"""Which account a request is said for: ``for Acme EU: …``, ``what do we owe in Acme EU``."""

import re
from collections.abc import Iterator
from datetime import date

from assistant.command import (
    AddMethod,
    Balance,
    ExplainInvoice,
    GetDocument,
    ListInvoices,
    ListMethods,
    PaymentHistory,
    PaymentStatus,
    ShowInvoice,
    ShowItem,
    ShowSpending,
    ShowSummary,
    ShowWire,
)
from assistant.command.contacts import (
    AddContact,
    RemoveContact,
    ReopenAddress,
    SetRole,
    SetTold,
    ShowContacts,
)
from assistant.command.plans import AutopayStatus, PlannedPayments, SetAutopay
from assistant.understand.currencies import CODES, WORDS
from assistant.understand.dates import read_period
from assistant.understand.mentions import may_ask
from assistant.understand.normalise import plain
from assistant.understand.orders import names_an_order
from assistant.understand.polite import request_in, unwrapped
from assistant.values import dataclass

OF_ACCOUNT = (
    AddMethod,
    AutopayStatus,
    Balance,
    GetDocument,
    ListInvoices,
    ListMethods,
    PaymentHistory,
    PaymentStatus,
    PlannedPayments,
    SetAutopay,
    ShowInvoice,
    ShowWire,
    ShowContacts,
    AddContact,
    SetRole,
    SetTold,
    RemoveContact,
    ReopenAddress,
    ExplainInvoice,
    ShowItem,
    ShowSpending,
    ShowSummary,
)
"""Readings that a trailing account name narrows."""

_ADDRESSED = re.compile(
    r"for (?:account )?(?!#|[0-9]+ ?:|(?:the |my |our )?(?:invoices?|bills?|inv|now|later|today"
    r"|tomorrow)\b)"
    r"([^:\n]{1,80}?):\s*(?=\S)",
    re.IGNORECASE,
)
_SCOPED = re.compile(r" (?P<by>for|of|in|at) (?:the )?(?:account )?(?=(?P<capital>[A-Z])|[a-z])")
_WORDS_AT_MOST = 5
_LONGEST_REQUEST = 120
_PUNCTUATION = re.compile(r"[:?!,;\n]")
_NO_ACCOUNT = re.compile(
    r"(?:an?|the|my|our|your|this|that|these|those|all|any|each|every|me|us|you|it|them|now|today"
    r"|tomorrow|yesterday|total|full|general|detail|details|euros?|dollars?|last|next|past|which"
    r"|what|when|how|once|least|most|more|less|invoices?|bills?|inv|number|no|payment|review|sure"
    r"|free|home|work|if|later|order|time|advance|case|ascending|descending)\b",
    re.IGNORECASE,
)
_AT_PRESENT = re.compile(
    r" (?:in total|altogether|all together|overall|right now|now|today|currently|so far|as of today"
    r"|as of now|at the moment|at present|in all)(?=\??$)",
    re.IGNORECASE,
)


def addressed(text: str) -> tuple[str | None, str]:
    """Part "for Acme EU: show my invoices" into the account and what is asked of it."""
    for said in (text, request_in(unwrapped(text))) if ":" in text else ():
        if found := _ADDRESSED.match(said):
            return found[1].strip(), said[found.end() :]
    return None, text


_BY = frozenset("of for at in from von für bei de pour chez para del".split())
_LONGEST_NAME = 4
_OWES = re.compile(r"(what|how much) (?:does|do) (.+?) (?:still )?owe(?: us)?", re.IGNORECASE)


def customers_in(text: str) -> Iterator[tuple[str, str]]:
    """Every way to part what an agent says into a customer's name and what is asked of them.

    "invoices of globex", "for acme show invoices", "acme's balance": whose name it is, if it is
    one, and whether the rest is understood, is for the caller to see.
    """
    core = request_in(unwrapped(plain(text))).rstrip("?!. ")
    if len(core) > _LONGEST_REQUEST or _PUNCTUATION.search(core):
        return
    if found := _OWES.fullmatch(core):
        yield found[2], f"{found[1]} do we owe"
    if "の" in core:
        name, _, rest = core.partition("の")
        yield name, rest
    words = core.split()
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST_NAME, len(words)) + 1):
            before = start - (start > 0 and words[start - 1].lower() in _BY)
            if asked := " ".join((*words[:before], *words[end:])):
                yield re.sub(r"['’]s?$", "", " ".join(words[start:end])), asked


def at_present(text: str) -> str:
    """Leave out "right now" and "in total", which every answer is anyway."""
    return _AT_PRESENT.sub("", text) if len(text) < _LONGEST_REQUEST else text


@dataclass(frozen=True, slots=True)
class Scope:
    """A text parted into a request, the preposition and the name of an account."""

    request: str
    by: str
    account: str
    capital: bool


def scopes(text: str, today: date) -> Iterator[Scope]:
    """Every way to part a text so that its end may name an account, the longest name first.

    In small letters only "in" and "at" are taken for it: too many things are of and for something.
    """
    text = text.rstrip(" .?!")
    if not (" in " in text or " at " in text or _may_be_of_an_account(text)):
        return
    if not may_ask(text.lower()):
        return  # there is no request to part it from
    for found in _SCOPED.finditer(text):
        if found.start() > _LONGEST_REQUEST:
            return
        if not found["capital"] and found["by"] in ("for", "of"):
            continue
        name = at_present(text[found.end() :]).strip()
        if is_account_like(name, today):
            yield Scope(text[: found.start()], found["by"], name, found["capital"] is not None)


def _may_be_of_an_account(text: str) -> bool:
    return (" for " in text or " of " in text) and not text.islower()


def is_account_like(name: str, today: date) -> bool:
    """Tell whether words may name an account: no date, no currency, no "my" and no "total"."""
    return (
        len(name.split()) <= _WORDS_AT_MOST
        and not _PUNCTUATION.search(name)
        and not _NO_ACCOUNT.match(name)
        and not names_an_order(name)
        and name.upper() not in CODES
        and name.lower() not in WORDS
        and read_period(name, today) is None
    )
