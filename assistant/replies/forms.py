"""Words for forms themselves: asking anything, and what is said when one cannot be shown."""

from assistant.card import Blank, Card, Form, Tone
from assistant.language import say, speaking


def question(locale: str) -> Form:
    """A form in which anything can be asked."""
    with speaking(locale):
        ask = Blank(
            name="words",
            label=say("What can I do for you?"),
            hint=say("For example: what do we owe?"),
        )
        return Form(
            title=say("Ask billing"),
            submit=say("Ask"),
            says="{words}",
            blanks=(ask,),
            locale=locale,
        )


def not_shown(form: Form) -> Card:
    """The form came too late to be shown: how to say the same."""
    with speaking(form.locale):
        again = say("Slack waits only three seconds for it. Please press the button once more.")
        typed = say("You can also just write it, for example “{example}”.", example=_example(form))
        return Card(
            title=say("That took too long to open"), tone=Tone.PROBLEM, paragraphs=(again, typed)
        )


def _example(form: Form) -> str:
    filled = {blank.name: blank.filled for blank in form.blanks}
    said = form.says
    for name, words in filled.items():
        said = said.replace("{" + name + "}", words or say("help"))
    return said
