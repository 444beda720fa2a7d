"""Words for documents: what comes, under which name, or what is missing to say which."""

import re
from datetime import timedelta

from assistant.billing.model import Summary
from assistant.billing.model.contact import Hearing
from assistant.billing.model.paper import PaperFormat, PaperKind, PaperWish
from assistant.billing.outcomes.documents import (
    DocumentOutcome,
    DocumentsFound,
    FoundPaper,
    NothingToSend,
    TooMuchAtOnce,
    WhichDocument,
    WhichPeriod,
)
from assistant.card import Action, Card, Choice, Fact, File, Tone
from assistant.language import inside, mark, marked, say
from assistant.reader import Reader
from assistant.replies.hearing import asking_for_it, not_told
from assistant.replies.invoices import status

_MEDIA_TYPES = {
    PaperFormat.PDF: "application/pdf",
    PaperFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PaperFormat.CSV: "text/csv",
}
_FORMATS = {
    (PaperFormat.PDF, False): mark("as PDF"),
    (PaperFormat.XLSX, False): mark("as a spreadsheet"),
    (PaperFormat.CSV, False): mark("as a CSV file"),
    (PaperFormat.PDF, True): mark("as detailed PDF"),
    (PaperFormat.XLSX, True): mark("as a detailed spreadsheet"),
    (PaperFormat.CSV, True): mark("as a detailed CSV file"),
}
_NAMED_AT_MOST = 5
_PERIODS = (mark("this month"), mark("last month"), mark("last quarter"), mark("this year"))


def word(outcome: DocumentOutcome, reader: Reader) -> Card:
    """Say it."""
    match outcome:
        case DocumentsFound():
            return found(outcome, reader)
        case WhichDocument():
            return _which(outcome, reader)
        case WhichPeriod(account=account, wish=wish):
            form = _form(wish.format)
            return Card(
                title=say("A statement for which time?"),
                paragraphs=(
                    say("I can make one for {account}, for any time you name.", account=account),
                ),
                choices=tuple(
                    Choice(label=_capital(marked(each)), say=f"statement for {each}{form}")
                    for each in _PERIODS
                ),
            )
        case NothingToSend():
            return _nothing(outcome, reader)
        case TooMuchAtOnce(count=count, most=most):
            return _too_much(count, most)


def found(outcome: DocumentsFound, reader: Reader) -> Card:
    """The documents themselves go with the card."""
    files = tuple(_file(each, reader) for each in outcome.found)
    said = [say("For {account}.", account=outcome.account)]
    if outcome.missing:
        numbers = ", ".join(outcome.missing)
        said.append(
            say(
                "There is no invoice {numbers} among yours, so that one is not in it.",
                numbers=numbers,
            )
        )
    if outcome.hearing:
        said += [say("This is the one due next."), _when_issued(outcome.hearing)]
    several = len(files) > 1
    facts = tuple(
        Fact(label=file.name, value=_about(each, reader))
        for file, each in zip(files, outcome.found, strict=True)
        if several or each.amount
    )
    title = _titled(outcome, reader)
    actions = asking_for_it(outcome.hearing) if outcome.hearing else ()
    return Card(title=title, paragraphs=tuple(said), facts=facts, files=files, actions=actions)


def _when_issued(hearing: Hearing) -> str:
    """What comes of the wish for an invoice that is not issued yet."""
    if hearing.told:
        return say("A new invoice is sent to you as soon as it is issued.")
    return not_told(hearing)


def _about(each: FoundPaper, reader: Reader) -> str:
    """What is in one of several files; a receipt says how much came in, and when."""
    named = _named(each.numbers) if each.numbers else _period(each, reader)
    if each.amount is None or each.at is None:
        return _capital(named)
    amount = reader.money(each.amount)
    paid = say("{amount} for {invoices}", amount=amount, invoices=named)
    return f"{paid}, {reader.moment(each.at)}"


def mailed(card: Card, address: str) -> Card:
    """What is said where it was asked, when the documents go by mail instead."""
    names = ", ".join(file.name for file in card.files)
    said = (
        *card.paragraphs,
        say("I am sending {names} to {address}.", names=names, address=address),
    )
    return card.model_copy(update={"paragraphs": said, "files": ()})


def _titled(outcome: DocumentsFound, reader: Reader) -> str:
    first = outcome.found[0]
    form = marked(_FORMATS[first.paper.format, first.paper.detailed])
    match first.paper.kind:
        case PaperKind.STATEMENT:
            return say("Your statement {form}: {period}", form=form, period=_period(first, reader))
        case PaperKind.RECEIPT:
            numbers = tuple(dict.fromkeys(n for each in outcome.found for n in each.numbers))
            if not numbers:
                return say("Your last receipt")
            if len(outcome.found) == 1:
                return say("Your receipt for {invoices}", invoices=_named(numbers))
            return say("Your receipts for {invoices}", invoices=_named(numbers))
        case PaperKind.INVOICES:
            numbers = tuple(number for each in outcome.found for number in each.numbers)
            if numbers:
                return _capital(f"{_named(numbers)} {form}")
            return say("Your invoices {form}: {period}", form=form, period=_period(first, reader))


def _named(numbers: tuple[str, ...]) -> str:
    if len(numbers) == 1:
        return say("invoice {number}", number=numbers[0])
    listed = ", ".join(numbers[:_NAMED_AT_MOST])
    more = len(numbers) - _NAMED_AT_MOST
    return (
        say("invoices {listed} and {more} more", listed=listed, more=more)
        if more > 0
        else say("invoices {listed}", listed=listed)
    )


def _period(found: FoundPaper, reader: Reader) -> str:
    since, before = found.paper.since, found.paper.before
    last = before - timedelta(days=1) if before else None
    if since and last:
        return f"{reader.day(since)} – {reader.day(last)}"
    return (
        say("since {day}", day=reader.day(since))
        if since
        else say("until {day}", day=reader.day(last))
        if last
        else ""
    )


def _file(each: FoundPaper, reader: Reader) -> File:
    return File(
        name=f"{_stem(each)}.{each.paper.format}",
        media_type=_MEDIA_TYPES[each.paper.format],
        paper=each.paper,
        locale=reader.locale,
        timezone=reader.timezone,
    )


def _stem(found: FoundPaper) -> str:
    """A name without anything a file system or a mail header could trip over."""
    paper = found.paper
    last = paper.before - timedelta(days=1) if paper.before else None
    days = [day.isoformat() for day in (paper.since, last) if day]
    numbers = [re.sub(r"[^A-Za-z0-9_-]", "_", number)[:32] for number in found.numbers]
    ends = numbers if len(numbers) < 3 else [numbers[0], "to", numbers[-1]]
    match paper.kind:
        case PaperKind.STATEMENT:
            parts = ["Statement", *days]
        case PaperKind.RECEIPT:
            parts = ["Receipt", *paper.ids]
        case PaperKind.INVOICES:
            parts = ["Invoice" if len(numbers) == 1 else "Invoices", *(ends or days)]
    return "-".join([*parts, *(["detailed"] if paper.detailed else [])])


def _which(outcome: WhichDocument, reader: Reader) -> Card:
    wish = outcome.wish
    asked = _asking(wish)
    choices = tuple(
        Choice(label=_choice(each, reader), say=f"{asked} {each.number}")
        for each in outcome.invoices
    )
    said = say("Here are the newest; any other is named by its number.")
    return Card(title=say("Which invoice?"), paragraphs=(said,), choices=choices)


def _choice(invoice: Summary, reader: Reader) -> str:
    issued, total = reader.day(invoice.issued_on), reader.money(invoice.total)
    return f"{invoice.number}: {total}, {issued}, {inside(status(invoice))}"


def _asking(wish: PaperWish) -> str:
    """The words that ask for the same, up to the number."""
    mail = "email me " if wish.by_mail else ""
    form = {PaperFormat.XLSX: "excel", PaperFormat.CSV: "csv", PaperFormat.PDF: "pdf"}[wish.format]
    return f"{mail}{'detailed ' if wish.detailed else ''}{form} of"


def _form(format_: PaperFormat) -> str:
    return {PaperFormat.PDF: "", PaperFormat.XLSX: " as excel", PaperFormat.CSV: " as csv"}[format_]


def _nothing(outcome: NothingToSend, reader: Reader) -> Card:
    account, wish = outcome.account, outcome.wish
    actions = (Action(label=say("My invoices"), say="show my invoices"),)
    if wish.kind is PaperKind.RECEIPT:
        said = say("No payment has arrived yet, so there is no receipt.")
        if wish.numbers:
            what = _named(wish.numbers)
            said = say("No payment for {what} has arrived yet, so there is no receipt.", what=what)
        return Card(title=say("There is no receipt yet"), paragraphs=(said,), actions=actions)
    if wish.which == "next":
        said = say(
            "{account} has no open invoice. The last one is “pdf of my last invoice”.",
            account=account,
        )
        last = Action(label=say("Last invoice"), say="pdf of my last invoice")
        heard = outcome.hearing
        more = (said, _when_issued(heard)) if heard else (said,)
        ask = asking_for_it(heard) if heard else ()
        title = say("There is no next invoice yet")
        return Card(title=title, paragraphs=more, actions=(*ask, last))
    said = say("{account} has nothing for that time.", account=account)
    if wish.since:
        day = reader.day(wish.since)
        said = say("{account} has nothing for that time since {day}.", account=account, day=day)
    return Card(title=say("There is nothing to send"), paragraphs=(said,), actions=actions)


def _too_much(count: int, most: int) -> Card:
    return Card(
        title=say("That is too much at once"),
        tone=Tone.PROBLEM,
        paragraphs=(
            say(
                "That would be {count} or more; I send at most {most} at a time. Name "
                "fewer, a shorter time, or ask for a spreadsheet: “excel of 2026”.",
                count=count,
                most=most,
            ),
        ),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
