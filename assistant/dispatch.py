"""Answer one request: the straight line through the whole assistant.

    inbox       answered before? the same answer, and stop
    identity    sender -> actor, or stranger
    understand  text -> command, without I/O
    policy      may this actor ask that, for the account it is about?
    billing     command -> outcome
    replies     outcome -> card

Everything here is a plain function of an open transaction: nothing can wait for a network.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache, partial

from sqlalchemy.engine import Connection

from assistant import heard, identity, in_turn, inbox, meaning, replies, shown, understand, whose
from assistant.billing import cases
from assistant.billing.model import Asker
from assistant.billing.outcomes.cases import AddedToCase
from assistant.billing.outcomes.documents import DocumentsFound
from assistant.billing.outcomes.reminding import LanguageChosen, PreferencesShown
from assistant.billing.outcomes.telling import NoticesShown
from assistant.card import Card
from assistant.command import (
    AddMethod,
    ChangeOffer,
    Command,
    Confirm,
    ListInvoices,
    NotUnderstood,
    Pay,
    PayWhich,
    SendLink,
    Several,
)
from assistant.command.operations import ProposeOperation
from assistant.command.plans import AnswerAutopay, PlanPayment
from assistant.inbox import Answered, Apart
from assistant.language import mark, marked, speaking
from assistant.left_alone import wish_told
from assistant.outcome import (
    AccountUnknown,
    CustomerUnknown,
    NoSuchChoice,
    Outcome,
    PayingStopped,
    PaymentsOff,
    ToPeople,
)
from assistant.perform import linking, on_behalf, perform
from assistant.perform.missed import handed_over
from assistant.perform.nearby import suggested
from assistant.perform.turning import turned
from assistant.reader import Reader
from assistant.request import Actor, Channel, Membership, Request
from assistant.sharing import considered
from assistant.understand.normalise import LONGEST
from assistant.values import dataclass

_SECRETS_REMOVED = mark(
    "Your message held a card number, security code, bank account or password. I have removed it "
    "and kept no copy, and I never need it: please delete your message, too."
)


_MOVES_MONEY = (
    AddMethod,
    Pay,
    PayWhich,
    ChangeOffer,
    SendLink,
    PlanPayment,
    Confirm,
    AnswerAutopay,
)
_PAYS = tuple(each for each in _MOVES_MONEY if each is not AddMethod)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ANYBODY = Reader()


Notices = Callable[[Connection, NoticesShown, Reader], NoticesShown]
"""Says what became of the notices there were to send, in the words of whoever asks."""


def _nobody_sends(_tx: Connection, shown: NoticesShown, _reader: Reader) -> NoticesShown:
    return shown


@dataclass(frozen=True, slots=True)
class Line:
    """The line with what the operator set.

    ``support`` is whom to turn to, ``payments`` whether any can be made, ``anybody`` how to write
    for people we do not know, ``mails`` whether mail can be sent. ``eu_support`` is whom accounts
    turn to that are looked after from within the EU only; without one it is ``support``, too.
    ``paying_stopped`` says that the operator lets nothing be paid here for now.
    ``desk`` says that agents hear of cases, ``answered_within`` when somebody answers one.
    ``notices`` tells who heard what: it is for whoever sends to know, where anybody does.
    """

    support: str
    payments: bool = True
    mails: bool = True
    anybody: Reader = _ANYBODY
    eu_support: str = ""
    paying_stopped: bool = False
    desk: bool = False
    answered_within: timedelta = timedelta(hours=24)
    notices: Notices = _nobody_sends

    def mask(self, request: Request) -> Request:
        """Remove card numbers and the like, before anything is stored or logged.

        Of a text far too long to be a request nothing is kept, and what no database takes is blank.
        """
        if len(request.text) > LONGEST:
            return request.model_copy(update={"text": "", "cut": True})
        masked = understand.mask(_UNSTORABLE.sub(" ", request.text))
        if masked.text == request.text:
            return request
        return request.model_copy(update={"text": masked.text, "masked": bool(masked.found)})

    def only_reads(self, request: Request) -> bool:
        """Whether answering changes nothing, so that it needs no write."""
        return heard.only_reads(request.text, request.at.date())

    def is_a_list(self, request: Request) -> bool:
        """Whether a single statement answers, so that no snapshot has to hold several together."""
        command = heard.read(request.text, request.at.date(), "en")
        return (
            isinstance(command, ListInvoices)
            and command.projection == "summary"
            and not (command.after or command.ahead_of or command.narrows)
        )

    def look(self, tx: Connection, request: Request) -> Answered:
        """Answer a request that only reads; nothing is remembered."""
        return self._consider(tx, request, "")

    def answer(self, tx: Connection, request_id: str, request: Request) -> Answered:
        """Do what an accepted request asks, once, and remember what was said."""
        if said := inbox.answer_of(tx, request_id):
            return said
        answered = wish_told(tx, request, self._consider(tx, request, request_id))
        inbox.remember(tx, answered)
        return answered

    def answer_now(self, tx: Connection, request_id: str, request: Request) -> Answered:
        """Do what is asked and put both on record together.

        When the request has been answered before, committing raises IntegrityError; see ``enter``.
        """
        answered = self._consider(tx, request, request_id)
        inbox.enter(tx, request, answered)
        return answered

    def _consider(self, tx: Connection, request: Request, request_id: str) -> Answered:
        consider = partial(self._alone, tx, request_id)
        speaker = partial(identity.identify, tx, request.sender)
        return considered(request, consider, reads=self.only_reads, speaker=speaker)

    def _alone(self, tx: Connection, request_id: str, request: Request) -> Answered:
        actor = identity.identify(tx, request.sender)
        if actor is None:
            return self._meet(tx, request, request_id)
        reader = Reader(actor.locale, actor.timezone)
        command = meaning.command_of(tx, actor, request)
        if isinstance(command, Several):
            each = partial(self._alone, tx, request_id)
            answered = in_turn.answer(command, request, reader, one=each)
            return replace(answered, card=_warned(answered.card, request, actor.locale))
        spoken_for = whose.account_of(tx, actor, request, command)
        outcome: Outcome
        account_id = None
        if isinstance(spoken_for, AccountUnknown | CustomerUnknown):
            outcome = spoken_for
        elif isinstance(command, NoSuchChoice):
            outcome = command
        else:
            asker = whose.asker(actor, spoken_for, request, request_id)
            if meaning.repeats(tx, request, command):
                asker = replace(asker, repeats=True)
            outcome = self._outcome(tx, actor, spoken_for, asker, command)
            outcome = handed_over(tx, actor, request, asker=asker, outcome=outcome)
            account_id = asker.account_id or None
        if isinstance(outcome, NoticesShown):
            outcome = self.notices(tx, outcome, reader)
        support = self._support(spoken_for)
        apart = None
        if isinstance(outcome, PreferencesShown | LanguageChosen) and outcome.locale:
            reader = replace(reader, locale=outcome.locale)  # it may have been chosen just now
        if isinstance(outcome, ToPeople):
            outcome = self._handed_over(tx, outcome, request, support)
        card = replies.word(outcome, reader, support=support, asked=command)
        card = on_behalf.offered(card, actor, spoken_for, request)
        if self._goes_by_mail(outcome, request):
            apart = Apart(actor.email, actor.locale, card)
            with speaking(actor.locale):
                card = replies.mailed(card, actor.email)
        if self.mails and (letter := linking.letter(outcome)):
            apart = letter
        return Answered(
            request_id=request_id,
            card=_warned(card, request, reader.locale),
            outcome=_named(type(outcome).__name__),
            command=None if isinstance(command, NotUnderstood | NoSuchChoice) else command,
            person_id=actor.person_id,
            account_id=account_id,
            apart=apart,
            email=actor.email,
            reads_in=reader.locale,
            quiet=isinstance(outcome, AddedToCase) and outcome.quiet and not request.masked,
            turns=turned(outcome, request),
            moves_it=shown.moves_it(tx, actor, request, command)
            or (not request_id and meaning.ends_misses(tx, request, command)),
        )

    def _meet(self, tx: Connection, request: Request, request_id: str) -> Answered:
        """Answer somebody we do not know: whatever they want, they may only say who they are."""
        outcome = linking.meet(tx, request, mails=self.mails)
        card = replies.word(outcome, self.anybody, support=self.support)
        said = _warned(card, request), _named(type(outcome).__name__)
        apart, locale = linking.letter(outcome), self.anybody.locale
        return Answered(request_id, *said, None, None, None, apart, reads_in=locale)

    def _goes_by_mail(self, outcome: Outcome, request: Request) -> bool:
        """Whether documents asked for elsewhere are to be mailed; by mail they are attached."""
        elsewhere = request.sender.channel is not Channel.MAIL and self.mails
        return elsewhere and isinstance(outcome, DocumentsFound) and outcome.by_mail

    def _handed_over(
        self, tx: Connection, outcome: ToPeople, request: Request, support: str
    ) -> ToPeople:
        """What was said before goes with a new case; by when somebody answers is said."""
        if outcome.new and not outcome.noted:
            cases.put_before(tx, outcome.case, inbox.said_before(tx, request))
        due = outcome.opened_at + self.answered_within if outcome.opened_at else None
        told = self.desk or (self.mails and "@" in support)
        late = due is not None and request.at >= due
        return replace(outcome, told=told, expected=due, late=late)

    def _support(self, account: Membership | AccountUnknown | CustomerUnknown | None) -> str:
        """Whom the people of an account turn to."""
        within_eu = isinstance(account, Membership) and account.eu_supported
        return self.eu_support or self.support if within_eu else self.support

    def _stopped(self, account: Membership | None) -> bool:
        return self.paying_stopped or (account is not None and account.paying_stopped)

    def _outcome(
        self,
        tx: Connection,
        actor: Actor,
        account: Membership | None,
        asker: Asker,
        command: Command | NotUnderstood,
    ) -> Outcome:
        if isinstance(command, NotUnderstood):
            return suggested(tx, actor, account, asker, command)
        if not self.payments and (isinstance(command, _MOVES_MONEY) or _refunds(command)):
            return PaymentsOff()
        if self._stopped(account) and isinstance(command, _PAYS):
            return PayingStopped()
        outcome = perform(tx, actor, account, asker=asker, command=command)
        return suggested(tx, actor, account, asker, outcome)


def _refunds(command: Command) -> bool:
    return isinstance(command, ProposeOperation) and command.what == "refund"


def _warned(card: Card, request: Request, locale: str = "en") -> Card:
    """Ask for the message to be deleted when something had to be removed from it."""
    if not request.masked:
        return card
    with speaking(locale):
        removed = marked(_SECRETS_REMOVED)
    return card.model_copy(update={"paragraphs": (removed, *card.paragraphs)})


@lru_cache
def _named(kind: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()
