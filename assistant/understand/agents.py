"""What the seller's agents may ask for, read only where an agent speaks; exact forms, no guessing.

For anybody else these texts are read as if this module did not exist, so a customer who writes
"refund payment 88" is brought to a person, and one who writes "approve" is not understood.
"""

import re
from datetime import date

from assistant.command import Command
from assistant.command.operations import (
    ApproveOperation,
    ConfirmOperation,
    DeclineOperation,
    ProposeOperation,
    ReviewOperation,
    WaitingOperations,
)
from assistant.understand.accounts import may_change_account, read_agents_account
from assistant.understand.amounts import read_amount
from assistant.understand.cases import may_change_case, read_agents_case
from assistant.understand.due_dates import read_due_date
from assistant.understand.normalise import plain
from assistant.understand.numbers import read_number
from assistant.understand.polite import request_in, unwrapped
from assistant.understand.scope import addressed
from assistant.understand.tongues import agents_in_english
from assistant.understand.unclear import Unclear

_VERBS = re.compile(
    r"(?:for [^:\n]{1,90}:\s*)?(?:@\S+\s+)?(?:please )?"
    r"(?:credit|charge|refund|write|waive|approve|decline|reject|refuse|(?:confirm|review) op_)",
    re.IGNORECASE,
)
_QUOTES = '"“”„«»'  # an apostrophe may stand within these
_REASON = (
    r"(?:[,:;]?\s+(?:(?:for|because(?: of)?|as|reason):? )?"
    rf"(?:[{_QUOTES}](?P<quoted>[^{_QUOTES}\n]{{1,300}})[{_QUOTES}]"
    r"|['`](?P<single>[^'`\n]{1,300})['`])"
    r"|[,:;]?\s+(?:because(?: of)?|reason:?) (?P<said>[^\n]{1,300}))?"
)
_AMOUNT = (
    r"(?P<amount>(?:[$€£¥]\s?)?[0-9][0-9.,']{0,20}"
    r"(?: ?(?:[^\W\d_]{2,10}|[$€£¥]))?)"
)
_INVOICE = r"(?:(?:the )?(?:invoice|bill|inv)[ -]?)?(?P<number>#?[0-9]{1,12})"
_PAYMENT = r"(?P<payment>pay_[0-9a-f]{4,32})"
_OPERATION = r"(?P<operation>op_[0-9a-f]{4,32})"
_WHO = r"(?:(?!(?:me|us|my|our|the|it|this|that)\b)(?P<account>[^\W\d_][^\n\"“”]{0,60}?) )??"


def _form(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "credit",
        _form(
            rf"credit {_WHO}(?:with )?{_AMOUNT}"
            rf"(?: (?:on|to|for|against|towards?) {_INVOICE})?{_REASON}"
        ),
    ),
    ("charge", _form(rf"charge {_WHO}{_AMOUNT}{_REASON}")),
    (
        "refund",
        _form(
            rf"refund (?:{_AMOUNT} (?:of|from|on) )?(?:(?:the )?payment )?(?:(?:of|for|on) )?"
            rf"(?:{_PAYMENT}|{_INVOICE}){_REASON}"
        ),
    ),
    ("write_off", _form(rf"write[ -]off {_INVOICE}{_REASON}")),
    (
        "waive_late_fee",
        _form(rf"waive (?:the |a )?late[ -]fees? (?:on|of|for) {_INVOICE}{_REASON}"),
    ),
    ("confirm", _form(rf"confirm {_OPERATION}")),
    ("review", _form(rf"review {_OPERATION}")),
    (
        "approve",
        _form(
            r"approve(?: it| (?:the )?operation)?"
            rf"(?: {_OPERATION}(?:,? (?:(?:for|of|over) )?{_AMOUNT})?)?"
        ),
    ),
    ("decline", _form(rf"(?:decline|reject|refuse)(?: it| (?:the )?operation)?(?: {_OPERATION})?")),
    (
        "waiting",
        _form(
            r"(?:(?:show|list) )?(?:(?:my|all|the|pending|waiting|open) )*approvals"
            r"|(?:what(?:'s| is) )?(?:waiting|pending)(?: for (?:my )?approval)?\??"
        ),
    ),
)


def may_be_for_agents(text: str) -> bool:
    """Whether an agent saying this could mean an operation: it is answered with a write, then."""
    found = _VERBS.match(text.lstrip()) is not None
    if found or may_change_case(text) or may_change_account(text):
        return True
    return agents_in_english(plain(text)) is not None


def read_as_agent(text: str, *, today: date = date.min, locale: str = "en") -> Command | None:
    """Read what only agents may ask for; None when it is something anybody may say."""
    if said := _read_english(text, today, locale):
        return said
    english = agents_in_english(plain(text), locale)
    return _read_english(english, today, locale) if english else None


def _read_english(text: str, today: date, locale: str) -> Command | None:
    if case := read_agents_case(text, today=today, locale=locale):
        return case
    if due := read_due_date(text, today=today, locale=locale):
        return due
    if of_account := read_agents_account(text):
        return of_account
    account, written = addressed(plain(text))
    if "\n" in written.strip() or len(written) > 500:
        return None
    whole = written.strip()
    for core in dict.fromkeys((whole, request_in(whole), request_in(unwrapped(whole)))):
        for kind, form in _FORMS:
            if found := form.fullmatch(core.strip(" .!")):
                return _command(kind, found, account)
    return None


def _command(kind: str, found: re.Match[str], account: str | None) -> Command | None:
    given = found.groupdict()
    match kind:
        case "confirm":
            return ConfirmOperation(operation=given["operation"])
        case "review":
            return ReviewOperation(operation=str(given["operation"]))
        case "approve":
            amount = read_amount(given["amount"]) if given["amount"] else None
            sure = None if isinstance(amount, Unclear) else amount
            return ApproveOperation(operation=given["operation"], amount=sure)
        case "decline":
            return DeclineOperation(operation=given["operation"])
        case "waiting":
            return WaitingOperations()
        case _:
            return _operation(kind, given, account)


def _operation(kind: str, given: dict[str, str | None], account: str | None) -> Command | None:
    said = given.get("number")
    number = read_number(said) if said else None
    written = given.get("amount")
    amount = read_amount(written) if written else None
    if isinstance(number, Unclear) or isinstance(amount, Unclear):
        return None
    return ProposeOperation.model_validate(
        {
            "account": account or given.get("account"),
            "what": kind,
            "amount": amount,
            "number": number,
            "payment": given.get("payment"),
            "reason": (
                given.get("quoted") or given.get("single") or given.get("said") or ""
            ).strip(),
        }
    )
