"""Words for whoever has had an hour's answers by mail, and writes on."""

from datetime import datetime

from assistant.card import Card
from assistant.language import say, speaking
from assistant.reader import Reader


def read_later(until: datetime, reader: Reader) -> Card:
    """Say when the rest is read, and what does not wait."""
    with speaking(reader.locale):
        said = say(
            "You have written so much within an hour that I read the rest from {time} on, in its "
            "order. Nothing of it is lost.",
            time=reader.moment(until),
        )
        stops = say("A stop, a no and what you dispute are read at once.")
        return Card(title=say("I read the rest of your mails later"), paragraphs=(said, stops))
