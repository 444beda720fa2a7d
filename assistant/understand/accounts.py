"""What only the seller's agents say about accounts; exact forms, no guessing.

What follows the colon of a note is for people and is kept as it was written.
"""

import re

from assistant.command import Command
from assistant.command.accounts import (
    Ageing,
    FindAccount,
    NoteOnAccount,
    PaymentsToday,
    PrepareOffer,
    ResendPaper,
    ShowAccount,
    ShowNotes,
    WhoOwes,
)
from assistant.understand.normalise import plain
from assistant.understand.scope import addressed

_NUMBER = r"(?:(?:the )?(?:invoice|bill|inv)[ -]?)?#?(?P<number>[0-9]{1,12})"
_NUMBERS = (
    r"(?:(?:the )?(?:invoices?|bills?|inv)[ -]?)?"
    r"(?P<numbers>#?[0-9]{1,12}(?:(?:,? and |, ?| )#?[0-9]{1,12}){0,19})"
)
_TO = r"(?: to (?P<to>[^\s:@]{1,64}@[^\s:@]{1,189}))?"


def _form(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.DOTALL)


_MAY = re.compile(
    r"\s*(?:for [^:\n]{1,90}:\s*)?(?:@\S+\s+)?(?:add )?(?:a )?"
    r"(?:find|look up|search|who|customer|account|overview|card|360|ageing|aging|payments? |today"
    r"|note|notes|offer|prepare|make an offer|resend|send|show|open|all|receivables|what)\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\s*(?:for [^:\n]{1,90}:\s*)?(?:@\S+\s+)?"
    r"(?:add a note|note|offer|prepare|make an offer|resend)\b",
    re.IGNORECASE,
)
_FIND = _form(
    r"(?:find|look ?up|search(?: for)?)(?: (?:the )?(?:customer|account|company))?"
    r" (?P<what>\S.{0,253})"
)
_OVERVIEW = _form(
    r"(?:show )?(?:me )?(?:the )?(?:overview|card|360|360°(?: card)?|account card|everything)"
)
_CUSTOMER = _form(r"(?:show )?(?:customer|account card of|overview of) (?P<what>\S.{0,80})")
_OWES = _form(
    r"who owes(?: us)?(?: (?:money|what|most|the most))?|(?:show )?(?:all )?(?:open )?receivables"
)
_AGEING = _form(r"(?:show )?(?:the )?age?ing(?: report| of receivables)?")
_TODAY = _form(
    r"(?:show )?(?:(?:the |all )?payments (?:of )?today|today'?s payments"
    r"|what (?:was paid|came in) today)"
)
_NOTE = _form(rf"(?:add )?(?:a )?note(?: (?:on|to|for) {_NUMBER})?\s*[: ]\s*(?P<words>\S.*)")
_NOTES = _form(rf"(?:show )?(?:the |all )?notes(?: (?:on|of|for) {_NUMBER})?")
_OFFER = _form(
    rf"(?:prepare (?:an )?|make (?:an )?)?offer(?: them)?(?: to pay| for| of)? {_NUMBERS}{_TO}"
)
_RESEND = _form(
    r"(?:resend|send again)(?: the)? ?(?P<what>invoice|receipt|bill|pdf)?(?: (?:for|of))? ?"
    rf"{_NUMBER}{_TO}"
)


def may_change_account(text: str) -> bool:
    """Whether an agent saying this could mean to change something."""
    return _CHANGES.match(text) is not None


def read_agents_account(text: str) -> Command | None:
    """What only an agent may say of an account; None when it is something else."""
    if not _MAY.match(text):
        return None
    account, said = addressed(text.strip())
    said = re.sub(r"^\s*@\S+\s+", "", said).strip()
    if (note := _NOTE.fullmatch(said)) and (account or note["number"]):
        return NoteOnAccount(account=account, number=note["number"], words=note["words"].strip())
    written = plain(said).strip(" .!?")
    if "\n" in written or len(written) > 500:
        return None
    return _asked(written, account) or _acted(written, account)


def _asked(written: str, account: str | None) -> Command | None:
    if account is None:
        if found := _FIND.fullmatch(written):
            return FindAccount(what=found["what"].strip())
        if found := _CUSTOMER.fullmatch(written):
            return ShowAccount(account=found["what"].strip())
        for form, command in ((_OWES, WhoOwes), (_AGEING, Ageing), (_TODAY, PaymentsToday)):
            if form.fullmatch(written):
                return command()
    elif _OVERVIEW.fullmatch(written):
        return ShowAccount(account=account)
    found = _NOTES.fullmatch(written)
    if found and (account or found["number"]):
        return ShowNotes(account=account, number=found["number"])
    return None


def _acted(written: str, account: str | None) -> Command | None:
    if found := _OFFER.fullmatch(written):
        numbers = re.findall(r"[0-9]{1,12}", found["numbers"])
        return PrepareOffer(
            account=account, numbers=tuple(dict.fromkeys(numbers)), to=found["to"] or ""
        )
    if found := _RESEND.fullmatch(written):
        what = "receipt" if (found["what"] or "").lower() == "receipt" else "invoice"
        return ResendPaper.model_validate(
            {"account": account, "what": what, "number": found["number"], "to": found["to"] or ""}
        )
    return None
