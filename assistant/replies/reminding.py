"""Words for what people answer to reminders, and for how they want to hear from us."""

from typing import assert_never

from assistant.billing.model import Invoice
from assistant.billing.money import total
from assistant.billing.outcomes.reminding import (
    ClaimWithdrawn,
    Disputed,
    DisputeEnded,
    DisputeOfOthers,
    DisputesShown,
    DisputeWithdrawn,
    LanguageChosen,
    MeantBy,
    Muted,
    NoPromise,
    NothingOpen,
    Paused,
    PreferencesShown,
    PromiseKept,
    PromiseRefused,
    PromiseWithdrawn,
    ReminderOutcome,
    SaysPaid,
    StagesRefused,
    StagesSet,
    TheirsToSay,
    WhichMeant,
    WhoInstead,
)
from assistant.card import Action, Card, Choice, Fact, Tone
from assistant.language import say
from assistant.reader import Reader
from assistant.replies import disputing, instead, preferring
from assistant.replies.with_case import in_case, named, where_it_is


def word(outcome: ReminderOutcome, reader: Reader, *, support: str) -> Card:
    """Say it."""
    match outcome:
        case WhichMeant():
            return _which(outcome, reader)
        case PromiseKept():
            return _promise(outcome, reader)
        case PromiseRefused():
            return _refused(outcome, reader, support)
        case SaysPaid():
            return _says_paid(outcome, reader, support)
        case Disputed() | DisputeEnded() | DisputesShown() | DisputeWithdrawn() | DisputeOfOthers():
            return disputing.word(outcome, reader, support=support)
        case ClaimWithdrawn():
            return _unsaid(outcome)
        case PromiseWithdrawn():
            return _withdrawn(outcome, reader)
        case NoPromise():
            return _no_promise(outcome)
        case Muted():
            return _muted(outcome, reader)
        case Paused():
            return _paused(outcome, reader)
        case PreferencesShown():
            return preferring.shown(outcome, reader)
        case LanguageChosen():
            return preferring.chosen(reader)
        case StagesSet():
            return preferring.stages(outcome)
        case StagesRefused():
            return preferring.stages_refused(outcome)
        case TheirsToSay():
            return preferring.theirs_to_say(outcome)
        case WhoInstead():
            return instead.word(outcome, reader, support=support)
        case NothingOpen(account=account):
            said = say("So there is nothing to note.")
            return Card(
                title=say("Nothing is open for {account}", account=account), paragraphs=(said,)
            )
        case _:
            assert_never(outcome)


def _sums(found: tuple[Invoice, ...], reader: Reader) -> tuple[Fact, ...]:
    sums = total([each.open_amount for each in found])
    return tuple(Fact(label=say("Open"), value=reader.money(each)) for each in sums)


def _which(outcome: WhichMeant, reader: Reader) -> Card:
    choices = []
    for each in outcome.invoices[:20]:
        amount, due = reader.money(each.open_amount), reader.day(each.due_on)
        filled = {"number": each.number, "amount": amount, "day": due}
        label = say("Invoice {number}, {amount}, due {day}", **filled)
        choices.append(Choice(label=label, say=_again(outcome, f"invoice {each.number}")))
    every = None
    if outcome.what in (MeantBy.PROMISE, MeantBy.SAYS_PAID):
        every = Choice(label=say("All of them"), say=_again(outcome, "everything"))
    return Card(
        title=say("Which invoice do you mean?"),
        paragraphs=(say("Several are open, and I do not guess."),),
        choices=tuple(choices),
        every=every,
    )


def _again(outcome: WhichMeant, what: str) -> str:
    """What one says for one of them; it reads back as the same."""
    match outcome.what:
        case MeantBy.PROMISE:
            assert outcome.on is not None
            return f"we will pay {what} on {outcome.on.isoformat()}"
        case MeantBy.SAYS_PAID:
            return f"we paid {what}"
        case MeantBy.DISPUTE:
            return f"{what} is wrong"
        case MeantBy.REMINDED:
            return f"what reminders did we get for {what}"
        case _:
            assert_never(outcome.what)


def _promise(outcome: PromiseKept, reader: Reader) -> Card:
    day = reader.weekday(outcome.on)
    said = say(
        "I have noted that {invoices} will be paid on {day}. Nobody is reminded of it until the "
        "day after. I have charged nothing, and will not by myself.",
        invoices=named(outcome.invoices),
        day=day,
    )
    if outcome.automatic:
        said = say(
            "I have noted that {invoices} will be paid on {day}. Nobody is reminded of it until "
            "the day after, and autopay charges none of it before that day.",
            invoices=named(outcome.invoices),
            day=day,
        )
    plan = Action(
        label=say("Pay it then for me"),
        say=f"pay {' and '.join(each.number for each in outcome.invoices)} on "
        f"{outcome.on.isoformat()}",
    )
    numbers = " and ".join(each.number for each in outcome.invoices)
    back = Action(label=say("Take it back"), say=f"cancel my promise for {numbers}", typed="undo")
    account = Fact(label=say("Account"), value=outcome.account)
    return Card(
        title=say("Thank you: until {day}", day=day),
        tone=Tone.GOOD,
        paragraphs=(said,),
        facts=(account, *_sums(outcome.invoices, reader)),
        actions=(plan, back) if len(outcome.invoices) == 1 else (back,),
    )


def _withdrawn(outcome: PromiseWithdrawn, reader: Reader) -> Card:
    rows = [
        Fact(label=say("Invoice {number}", number=each.number), value=reader.day(day))
        for each, day in outcome.promised
    ]
    said = [say("Whoever was told of it is told now.")]
    if len(outcome.still) < len(outcome.promised):
        said.append(say("Reminders go on as for any other invoice."))
    said += [
        say(
            "{person} has promised invoice {number} for {day}, and that still holds: until the day "
            "after nobody is reminded of it.",
            person=each.person,
            number=each.invoice.number,
            day=reader.day(each.on),
        )
        for each in outcome.still
    ]
    numbers = " and ".join(each.number for each, _ in outcome.promised)
    plural = "s" if len(outcome.promised) > 1 else ""
    return Card(
        title=say("Your promise is taken back"),
        paragraphs=(" ".join(said),),
        facts=(*rows, Fact(label=say("Account"), value=outcome.account)),
        actions=(Action(label=say("Pay now"), say=f"pay invoice{plural} {numbers}"),),
    )


def _no_promise(outcome: NoPromise) -> Card:
    said = say("I know of no promise of yours for {account}.", account=outcome.account)
    if outcome.numbers:
        said = say(
            "I know of no promise of yours for {numbers}.", numbers=", ".join(outcome.numbers)
        )
    return Card(
        title=say("There is nothing to take back"), paragraphs=(said, say("Nothing was changed."))
    )


def _refused(outcome: PromiseRefused, reader: Reader, support: str) -> Card:
    last = reader.day(outcome.last)
    said = say(
        "I can note a day until {last}. For anything later please talk to {support}; nothing was "
        "changed.",
        last=last,
        support=support,
    )
    if outcome.over:
        said = say("That day is over, and nothing was changed. Name one until {last}.", last=last)
        if outcome.promised:
            said += " " + say("If it is paid already, say “we have paid 123”.")
    title = say("I cannot note {day}", day=reader.day(outcome.on))
    person = Action(label=say("Talk to us"), say="talk to a human")
    return Card(title=title, tone=Tone.PROBLEM, paragraphs=(said,), actions=(person,))


def _says_paid(outcome: SaysPaid, reader: Reader, support: str) -> Card:
    said = say(
        "A person of ours looks for the money. Nobody is reminded of {invoices} before {day}; "
        "until it is found it stays open here, and I have marked nothing as paid.",
        invoices=named(outcome.invoices),
        day=reader.weekday(outcome.until),
    )
    where = where_it_is(outcome, reader, support)
    hint = say("A date, an amount or a reference of the transfer helps to find it.")
    return Card(
        title=say("Thank you: we look for it"),
        paragraphs=(said, hint, where),
        facts=(Fact(label=say("Account"), value=outcome.account),),
        actions=(_unsay(outcome),),
    )


def _unsay(outcome: SaysPaid) -> Action:
    numbers = " and ".join(each.number for each in outcome.invoices)
    again = f"take back that we paid {numbers}"
    return Action(label=say("Take it back"), say=again, typed="undo")


def _unsaid(outcome: ClaimWithdrawn) -> Card:
    if not outcome.invoices:
        title = say("There is nothing to take back")
        return Card(title=title, paragraphs=(say("Nothing was changed."),))
    said = [
        say("Reminders go on as for any other invoice, and I have charged nothing."),
        *in_case(outcome.case),
    ]
    return Card(
        title=say("Taken back: {invoices}", invoices=named(outcome.invoices)),
        paragraphs=tuple(said),
        facts=(Fact(label=say("Account"), value=outcome.account),),
    )


def _muted(outcome: Muted, reader: Reader) -> Card:
    number = outcome.invoice.number
    if outcome.on:
        said = say(
            "You are not reminded of it any more; others are, and the invoice itself is as it was."
        )
        back = Action(label=say("Remind me again"), say=f"unmute invoice {number}", typed="undo")
        title = say("Quiet about invoice {number}", number=number)
        if outcome.until:
            day = reader.weekday(outcome.until)
            title = say("Quiet about invoice {number} until {day}", number=number, day=day)
            said = say(
                "Until then you are not reminded of it; others are, and the invoice is as it was."
            )
        return Card(title=title, paragraphs=(said,), actions=(back,))
    said = say("You are reminded of it as before.")
    return Card(title=say("Invoice {number} again", number=number), paragraphs=(said,))


def _paused(outcome: Paused, reader: Reader) -> Card:
    if outcome.until is None:
        said = say("You are reminded as before.")
        return Card(
            title=say("Reminders go on for {account}", account=outcome.account), paragraphs=(said,)
        )
    day = reader.weekday(outcome.until)
    said = say(
        "You are reminded of nothing of {account} until {day}; others are as before.",
        account=outcome.account,
        day=day,
    )
    back = Action(label=say("Go on now"), say="resume reminders", typed="undo")
    return Card(title=say("No reminders until {day}", day=day), paragraphs=(said,), actions=(back,))
