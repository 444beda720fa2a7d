"""What an agent has prepared for somebody, had sent to them again, or moved for them."""

from assistant.billing.events import DueDateMoved, OfferTold, PaperSent
from assistant.billing.money import Money
from assistant.card import Action, Card, Fact, File, Style
from assistant.language import say
from assistant.reader import Reader


def offered(event: OfferTold, reader: Reader) -> Card:
    """An offer they alone can accept; until then nothing is paid."""
    amount = reader.money(Money(event.minor, event.currency))
    method = f"{event.brand} {event.last4}".strip() or say("a page on which you choose")
    return Card(
        title=say("Pay {amount}?", amount=amount),
        paragraphs=(
            say("{name} has prepared this payment for you.", name=event.by),
            say("Nothing is paid unless you say yes, and nobody else can say it for you."),
        ),
        facts=(
            Fact(label=say("Invoices"), value=", ".join(event.numbers)),
            Fact(label=say("Paid with"), value=method),
            Fact(label=say("Offer ends"), value=reader.moment(event.expires_at)),
        ),
        actions=(
            Action(
                label=say("Pay {amount}", amount=amount),
                say=f"confirm {event.offer_id}",
                style=Style.PRIMARY,
            ),
            Action(label=say("Cancel"), say=f"cancel {event.offer_id}"),
        ),
    )


def sent(event: PaperSent, reader: Reader) -> Card:
    """A document again, attached."""
    title = say("Invoice {number} again", number=event.number)
    if event.what == "receipt":
        title = say("Receipt for invoice {number} again", number=event.number)
    several = len(event.papers) > 1
    files = tuple(
        File(
            name=f"{event.what.capitalize()}-{event.number}{f'-{at}' if several else ''}.pdf",
            media_type="application/pdf",
            paper=paper,
            locale=reader.locale,
            timezone=reader.timezone,
        )
        for at, paper in enumerate(event.papers, start=1)
    )
    said = say("{name} sends it to you again; it is attached.", name=event.by)
    return Card(title=title, paragraphs=(said,), files=files)


def moved(event: DueDateMoved, reader: Reader) -> Card:
    """An invoice is due on another day."""
    said = [
        say(
            "It was due on {was}. Reminders, if you get any, are counted from the new day.",
            was=reader.day(event.was),
        )
    ]
    if event.reason:
        said.append(say("The reason given: “{reason}”.", reason=event.reason))
    return Card(
        title=say(
            "Invoice {number} is now due on {day}",
            number=event.number,
            day=reader.weekday(event.due_on),
        ),
        paragraphs=tuple(said),
        actions=(
            Action(
                label=say("Invoice {number}", number=event.number), say=f"invoice {event.number}"
            ),
        ),
    )
