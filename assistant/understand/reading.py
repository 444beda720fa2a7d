"""Text -> what was asked, or an honest "not understood" with the nearest things one can say.

Exact forms first: money moves only on a text whose every word belongs to a request to pay. Reading
the wider meaning of a text (``intents``) leads to information or to a person, never to a payment.
"""

import re
from datetime import date
from functools import partial
from typing import NamedTuple, TypeGuard

from assistant.command import (
    Balance,
    Choose,
    Command,
    Confirm,
    Help,
    ListInvoices,
    NotUnderstood,
    Pay,
    PaymentHistory,
)
from assistant.command.contacts import ConfirmChange
from assistant.language import mark, marked, say
from assistant.understand.already import asked_back
from assistant.understand.asides import without_asides
from assistant.understand.cases import read_case
from assistant.understand.classify import opinion
from assistant.understand.intents import Judge, guess
from assistant.understand.meant import Reading, beside_the_nearest, not_understood, together
from assistant.understand.mentions import BIT, mentions
from assistant.understand.message import request_lines
from assistant.understand.naming import intent_of
from assistant.understand.normalise import LONGEST, plain
from assistant.understand.orders import names_an_order
from assistant.understand.phrases import phrase
from assistant.understand.polite import request_in, unwrapped, without_small_talk, without_thanks
from assistant.understand.quotes import only_quoted, without_quotes
from assistant.understand.scope import OF_ACCOUNT, addressed, at_present, is_account_like, scopes
from assistant.understand.several import SAID, in_a_language, parted
from assistant.understand.slotted import read_slotted
from assistant.understand.tongues import case_in_english, in_english, seemingly, without_courtesies
from assistant.understand.tongues.quoting import as_said
from assistant.understand.unclear import Unclear, said_for

_LONGEST_REQUEST, _QUESTION_WORD_BY, _MOST_LINES, _MOST_WORDS = 500, 20, 20, 14
_APOSTROPHE = re.compile(r"\b((?:[Ww]hat|[Ww]hen|[Ww]here|[Ww]ho|[Hh]ow))s(?= )")
_WITHOUT_APOSTROPHE = ("hats ", "hens ", "heres ", "hos ", "ows ")
_ACKNOWLEDGED = re.compile(r"(?:ok|okay|sure|yeah|yep|yup|y)\b.*\b(?:thank|thx|cheers|ty\b)")
_CERTAIN_PAY = re.compile(
    r"\b(?:inv|invoices?|bills?|all|balance|everything|overdue)\b|#", re.IGNORECASE
)
_SECOND_REQUEST = re.compile(
    r"\b(?:pay|show|list|cancel|send|call|refund|switch|help|tell|don't|dispute)\b"
)
_CONSENTS = (Confirm, ConfirmChange, Choose)
_OWED = re.compile(r"\b(?:owe|balance|due|payments)\b")
_A_QUESTION = mark("that sounds like a question; I pay only when I am asked to")
_ONE_AT_A_TIME = mark(
    "one request at a time, please: I act only on a message that asks for one thing"
)


def read(text: str, *, today: date, locale: str = "en", judge: Judge = opinion) -> Reading:
    """Understand one message; never raises, and the same text always reads the same.

    ``judge`` holds the learned opinion of what the grammar leaves.
    """
    reader = _Reader(today, locale, judge)
    written = plain(text)
    if len(text) > LONGEST:
        return reader.widely(
            written, Unclear(say("that is longer than I can read; say it in a sentence"))
        )
    account, written = addressed(written)
    case = read_case(written if account else text)
    if case is None and (abroad := case_in_english(text, locale)):
        case = read_case(abroad)
    reading = Reading(case, "human", 1.0) if case else reader.lines_of(written)
    return reading.of_account(account) if account else reading


class _Reader(NamedTuple):
    today: date
    locale: str
    judge: Judge

    def lines_of(self, text: str) -> Reading:
        """Read a message, first without its asides; but a yes has to be said as it is meant."""
        lighter = without_asides(text)
        if lighter != text:
            reading = self.message(request_lines(lighter))
            if reading.confidence == 1.0 and not isinstance(reading.understood, _CONSENTS):
                return reading
        reading = self.message(request_lines(text))
        if lines := without_courtesies(text, self.locale):
            polite = self.message(lines)
            return polite if polite.confidence == 1.0 else reading
        return reading

    def message(self, lines: tuple[str, ...]) -> Reading:
        """Read all lines as one request; several different requests are never half obeyed."""
        joined = " ".join(lines)
        understood = self.exactly(joined)
        if 1 < len(lines) <= _MOST_LINES and not _is_certain(understood):
            understood = self._several(lines) or understood
        if _is_certain(understood):
            if parts := in_a_language(joined, understood, self.exactly):
                return together(parts)
            if type(understood) not in SAID:
                return Reading(understood, intent_of(understood, joined), 1.0)
        if parts := parted(lines, partial(self._surely, but_not=joined)):
            return together(parts)
        if understood is None or isinstance(understood, Unclear):
            return self.widely(joined, understood)
        return Reading(understood, intent_of(understood, joined), 1.0)

    def _several(self, lines: tuple[str, ...]) -> Command | Unclear | None:
        read = [self._addressed(line) for line in lines]
        commands = [command for command in read if command and not isinstance(command, Unclear)]
        if len(commands) == len(read):
            if all(command == commands[0] for command in commands):
                return commands[0]
            pays = [c for c in commands if isinstance(c, Pay) and c.numbers and not c.amount]
            if pays == commands and not any(pay.account for pay in pays):
                return Pay(numbers=tuple(dict.fromkeys(n for pay in pays for n in pay.numbers)))
        if len(commands) < 2:
            return None
        said = (e for e, c in zip(lines, read, strict=True) if c or self.widely(e, None).understood)
        return Unclear(marked(_ONE_AT_A_TIME), tuple(dict.fromkeys(said))[:3])

    def _addressed(self, line: str) -> Command | Unclear | None:
        """Read a line exactly; each may name the account that it is said for."""
        account, request = addressed(line)
        read = self.exactly(request)
        if account is None or read is None or isinstance(read, Unclear):
            return read
        return read.model_copy(update={"account": account})

    def _surely(self, text: str, but_not: str) -> Command | None:
        """Read a part; the whole has just been read, in vain."""
        read = None if text == but_not else self.exactly(text)
        return read if _is_certain(read) else None

    def exactly(self, text: str) -> Command | Unclear | None:
        """Read a text whose every word is understood."""
        if not text or len(text) > _LONGEST_REQUEST:
            return None
        core = unwrapped(text)
        if "s " in core[:_QUESTION_WORD_BY] and any(map(core.__contains__, _WITHOUT_APOSTROPHE)):
            core = _APOSTROPHE.sub(r"\1's", core, count=1)
        read = self._form(core, text)
        if read is None and (abroad := self._abroad(core)):
            return abroad
        if isinstance(read, ListInvoices) and read.refused:
            return self._refused(read, text)
        if read is None or isinstance(read, Unclear):
            return self._scoped(core) or self._beside(without_small_talk(text, self.locale)) or read
        return read

    def _beside(self, rest: str) -> Command | Unclear | None:
        """Read what stands beside greetings and thanks; a yes has to be said as it is meant."""
        read = self.exactly(rest) if rest else None
        return None if isinstance(read, _CONSENTS) else read

    def _abroad(self, core: str) -> Command | Unclear | None:
        """Read what is said in another language, as its English; a doubtful payment is asked."""
        meant = in_english(core, self.locale)
        if meant is None:
            return None
        if not meant.surely:
            return Unclear(marked(_A_QUESTION), (meant.english,))
        account, english = addressed(meant.english)
        read = self._form(english, english)
        if read is None and (found := guess(english, today=self.today, locale=self.locale)):
            read = found.answer
        if isinstance(read := asked_back(read, core), Unclear):
            because = as_said(read.because, core, self.locale)
            return Unclear(because, said_for(account, read.nearest))
        return read.model_copy(update={"account": account}) if read and account else read

    def _scoped(self, core: str) -> Command | Unclear | None:
        """Read a request whose end names the account; whether it is theirs is seen later."""
        for scope in scopes(core, self.today):
            inner = self._form(unwrapped(scope.request), scope.request)
            if isinstance(inner, OF_ACCOUNT) and not getattr(inner, "refused", ()):
                return inner.model_copy(update={"account": scope.account})
            certain = scope.by == "for" and scope.capital and _CERTAIN_PAY.search(scope.request)
            if isinstance(inner, Pay) and certain:
                return inner.model_copy(update={"account": scope.account})
            if isinstance(inner, Pay) and scope.by == "for" and len(inner.numbers) == 1:
                words = f"pay invoice {inner.numbers[0]} for {scope.account}"
                return (
                    None
                    if inner.amount
                    else Unclear(say("that can be an invoice or an amount"), (words,))
                )
        return None

    def _form(self, core: str, text: str) -> Command | Unclear | None:
        if (said := phrase(core)) is not None:
            acknowledged = isinstance(said, Confirm) and _ACKNOWLEDGED.match(text.lower())
            return Help() if acknowledged else said
        request = request_in(core)
        if case := read_case(core):
            return case
        if request != core:
            if case := read_case(request):
                return case
            if (said := phrase(request)) and not isinstance(said, Confirm):
                return said
        if request != (unmarked := request.rstrip("?!. ")):
            request = without_thanks(unmarked)
        lower = request.lower()
        now = at_present(request) if _says_owed(lower) else request
        if now != request and isinstance(phrase(now), Balance):
            return Balance()
        read = read_slotted(core.lower(), request, lower, today=self.today, locale=self.locale)
        return asked_back(read, core)

    def _refused(self, command: ListInvoices, text: str) -> Command | Unclear:
        """A left-over "for Acme EU" names an account, one with a verb is a second request."""
        left_over = " ".join(command.refused)
        if _SECOND_REQUEST.search(left_over):
            return Unclear(marked(_ONE_AT_A_TIME))
        by, _, last = command.refused[-1].partition(" ")
        written = text.rstrip(" .?!")
        name = written[len(written) - len(last) :]
        if (
            name
            and name.lower() == last
            and not names_an_order(name)
            and (by == "for" or (by in ("in", "at", "of") and name[0].isupper()))
            and (by == "for" or is_account_like(name, self.today))
        ):
            return command.model_copy(update={"account": name, "refused": command.refused[:-1]})
        return command

    def widely(self, text: str, unclear: Unclear | None) -> Reading:
        """Read the intent of a text whose words are not all understood."""
        asked = without_quotes(text)
        found = guess(asked, today=self.today, locale=self.locale, judge=self.judge)
        if found and found.learned and found.intent == "pay" and unclear:
            found = None  # the grammar knows better why this is no request to pay
        if found is None:
            return Reading(None, "none", 0.0, partial(self._instead, text, unclear))
        answer = found.answer if found.by_number else unclear or found.answer
        if isinstance(answer, Balance | PaymentHistory):
            answer = self._whole(answer, text)
        if not isinstance(answer, Unclear):
            return Reading(answer, found.intent, found.confidence)
        instead = beside_the_nearest if found.learned and unclear is None else not_understood
        return Reading(None, found.intent, found.confidence, partial(instead, answer, text))

    def _instead(self, text: str, unclear: Unclear | None) -> NotUnderstood:
        """What one may say instead of a text that is about nothing of ours."""
        if unclear is None and _says_owed(text.lower()):
            unclear = self._behind(text)
        unclear = unclear or seemingly(text, self.locale) or self._quoted(text)
        return not_understood(unclear, text)

    def _quoted(self, text: str) -> Unclear | None:
        """Put what is quoted as a choice, should it be meant after all."""
        inner = only_quoted(text)
        if inner is None or not _is_certain(self.exactly(inner)):
            return None
        return Unclear(say("what stands in quotation marks is not asked of me"), (inner,))

    def _whole(self, answer: Command, text: str) -> Command | Unclear:
        """Words behind a request that is complete without them are an account, or asked about."""
        for scope in scopes(text, self.today):
            if scope.capital:
                return answer.model_copy(update={"account": scope.account})
        return self._behind(text) or answer

    def _behind(self, text: str) -> Unclear | None:
        """Say which words behind a complete request were not understood."""
        words = unwrapped(text).rstrip("?!. ").split()
        for cut in range(len(words) - 1, 0, -1) if len(words) <= _MOST_WORDS else ():
            request = " ".join(words[:cut])
            if isinstance(self._form(request, request), Balance | PaymentHistory):
                rest = " ".join(words[cut:])
                return Unclear(
                    say("I did not understand “{rest}”; without it I can answer", rest=rest),
                    (request,),
                )
        return None


def _says_owed(text: str) -> bool:
    return mentions(text) & BIT["owed"] != 0 and _OWED.search(text) is not None


def _is_certain(understood: Command | Unclear | None) -> TypeGuard[Command]:
    refused = isinstance(understood, ListInvoices) and bool(understood.refused)
    return understood is not None and not isinstance(understood, Unclear) and not refused
