"""Words for who was told what, and for whose word keeps reminders back."""

from typing import assert_never

from assistant.billing.model.hold import HoldState
from assistant.billing.model.reminder import NotReminded
from assistant.billing.outcomes.telling import (
    Notice,
    NoticesShown,
    NoticeState,
    NoticesWanted,
    Word,
    WordsShown,
)
from assistant.card import Action, Card, Column, Fact, Table
from assistant.command.reminding import ShowNotices
from assistant.language import mark, marked, say
from assistant.reader import Reader
from assistant.replies import paging

_PAGE = 8
_BY = {"mail": mark("by mail"), "slack": mark("in Slack")}


def notices(outcome: NoticesShown, reader: Reader, asked: object) -> Card:
    """A page of them: what, to whom, by which way, and what became of it."""
    total, page = len(outcome.notices), outcome.wanted.page
    offset = (page - 1) * _PAGE
    some = outcome.notices[offset : offset + _PAGE]
    facts = (Fact(label=say("Account"), value=outcome.account),)
    if not some:
        said = say("There is no page {page}: {total} in all.", page=page, total=total)
        said = said if total else _nobody(outcome.wanted)
        return Card(title=_title(outcome.wanted), paragraphs=(said,), facts=facts)
    labels = (say("Notice"), say("To"), say("How"), say("State"))
    rows = tuple(_row(each, outcome.person_id, reader) for each in some)
    last = offset + len(some)
    asked = asked if isinstance(asked, ShowNotices) else ShowNotices(page=page)
    asked = asked.model_copy(update={"number": outcome.wanted.number})
    return Card(
        title=_title(outcome.wanted),
        paragraphs=(paging.counted(offset, len(some), total),) if total > _PAGE else (),
        facts=facts,
        table=Table(columns=tuple(Column(label=each) for each in labels), rows=rows),
        actions=paging.turns(asked, last=last, total=total),
    )


def _title(wanted: NoticesWanted) -> str:
    if wanted.number is None:
        return say("Who was told about the last payment")
    if not wanted.reminders:
        return say("Who was told about invoice {number}", number=wanted.number)
    if wanted.own:
        return say("Your reminders of invoice {number}", number=wanted.number)
    return say("Reminders of invoice {number}", number=wanted.number)


def _nobody(wanted: NoticesWanted) -> str:
    if wanted.own:
        return say("You have got none, and none waits to be sent.")
    return say("Nobody has been told anything, and nothing waits to be sent.")


def _row(notice: Notice, asker: str, reader: Reader) -> tuple[str, ...]:
    to = say("you") if notice.person_id == asker else notice.person
    by = marked(_BY[notice.channel]) if notice.channel in _BY else "–"
    return (notice.what, to, by, _state(notice, reader))


def _state(notice: Notice, reader: Reader) -> str:
    at = reader.moment(notice.at)
    why = marked(_WHY[notice.why]) if notice.why else ""
    match notice.state:
        case NoticeState.SENT:
            return say("sent {time}", time=at)
        case NoticeState.WAITING if why:
            return say("waits until {time}: {why}", time=at, why=why)
        case NoticeState.WAITING:
            return say("waits until {time}", time=at)
        case NoticeState.GATHERED:
            return say("waits for the digest")
        case NoticeState.UNSURE:
            return say("may have arrived {time}", time=at)
        case NoticeState.RETURNED:
            return say("came back; sent {time}", time=at)
        case NoticeState.REFUSED:
            return say("not taken by the other side, {time}", time=at)
        case NoticeState.NOT_SENT:
            return say("not sent: {why}", why=why) if why else say("not sent")
        case _:
            assert_never(notice.state)


_WHY = {
    NotReminded.PAID: mark("it was paid"),
    NotReminded.CLOSED: mark("it was closed"),
    NotReminded.LEFT: mark("no contact of the account any more"),
    NotReminded.NOT_FLAGGED: mark("gets no reminders"),
    NotReminded.UNREACHABLE: mark("mail to them comes back"),
    NotReminded.UNWANTED: mark("they want none"),
    NotReminded.MUTED: mark("they want none of this one"),
    NotReminded.NEWER_STAGE: mark("a later one took its place"),
    NotReminded.NO_STAGE: mark("reminders come on other days now"),
    NotReminded.LONG_PAST: mark("its day was long past"),
    NotReminded.DUE_MOVED: mark("it is due on another day"),
    NotReminded.DISPUTED: mark("it is disputed"),
    NotReminded.PROCESSING: mark("a payment is under way"),
    NotReminded.PLANNED: mark("a payment is planned"),
    NotReminded.PROMISE: mark("payment is promised"),
    NotReminded.SAYS_PAID: mark("somebody says it is paid"),
    NotReminded.PAUSED: mark("they wanted a pause"),
    NotReminded.WITH_AGENT: mark("one of us looks after it"),
}


def words(outcome: WordsShown, reader: Reader) -> Card:
    """Who said so, when, and what became of it."""
    number = outcome.invoice.number
    title = say("Who promised to pay invoice {number}", number=number)
    if outcome.paid:
        title = say("Who said that invoice {number} is paid", number=number)
    said = tuple(_said(each, reader, paid=outcome.paid) for each in outcome.words)
    own = any(each.own and each.holds for each in outcome.words)
    return Card(
        title=title,
        paragraphs=said or (say("Nobody has said so."),),
        facts=(Fact(label=say("Account"), value=outcome.account),),
        actions=(_take_back(outcome),) if own else (),
    )


def _take_back(outcome: WordsShown) -> Action:
    number, label = outcome.invoice.number, say("Take it back")
    if outcome.paid:
        return Action(label=label, say=f"take back that we paid {number}")
    return Action(label=label, say=f"cancel my promise for {number}")


def _said(word: Word, reader: Reader, *, paid: bool) -> str:
    said_on = reader.day(reader.today(word.said_at))
    if paid:
        first = say("{name} said so on {said}.", name=word.name, said=said_on)
        first = say("You said so on {said}.", said=said_on) if word.own else first
        return f"{first} {_of_claim(word, reader)}"
    day = reader.weekday(word.day) if word.day else ""
    first = say("{name} promised it on {said} for {day}.", name=word.name, said=said_on, day=day)
    if word.own:
        first = say("You promised it on {said} for {day}.", said=said_on, day=day)
    return f"{first} {_of_promise(word)}"


def _of_claim(word: Word, reader: Reader) -> str:
    if word.holds and word.until:
        day = reader.weekday(reader.today(word.until))
        return say("We look for the money; nobody is reminded of it before {day}.", day=day)
    if word.state is HoldState.WITHDRAWN:
        return say("That was taken back.")
    return say("That keeps no reminder back any more.")


def _of_promise(word: Word) -> str:
    if word.holds:
        return say("That holds: nobody is reminded of it until the day after.")
    match word.state:
        case HoldState.MADE:
            return say("A newer promise counts.")
        case HoldState.KEPT:
            return say("It was kept.")
        case HoldState.BROKEN:
            return say("It was not paid by then.")
        case HoldState.WITHDRAWN:
            return say("That was taken back.")
        case HoldState.ENDED:
            return say("That keeps no reminder back any more.")
        case _:
            assert_never(word.state)
