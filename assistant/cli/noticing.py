"""``notices``: which ones there are, and how each of them reads; nothing is sent."""

import json
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.stopping import StopError
from assistant.cli.world import known_settings

if TYPE_CHECKING:
    from assistant.card import Card

notices = typer.Typer(help="What people are told unasked.", no_args_is_help=True)


class Drawn(StrEnum):
    """How to draw a notice."""

    TEXT = "text"
    HTML = "html"
    BLOCKS = "blocks"
    PLACES = "places"  # what words of one's own may name in braces


@notices.command("list")
def list_() -> None:
    """Print the name of every notice, and the title of its example."""
    from assistant.notify import examples
    from assistant.reader import Reader

    for name in examples.names():
        typer.echo(f"{name:24} {examples.card(name, Reader()).title}")


@notices.command()
def preview(
    name: Annotated[str, typer.Argument(help="As `assistant notices list` prints it.")],
    language: Annotated[str, typer.Option(help="The reader's: en, de, fr, es, ja.")] = "en",
    drawn: Annotated[
        Drawn,
        typer.Option("--as", help="As mail, as Slack's blocks; or what your own words may name."),
    ] = Drawn.TEXT,
) -> None:
    """Print a notice as it would be sent, of example data, in your own words where you set any."""
    from difflib import get_close_matches

    from assistant.language import CATALOGUES
    from assistant.notify import examples
    from assistant.notify.places import places
    from assistant.reader import Reader

    known = ("en", *CATALOGUES)
    if re.split("[-_]", language)[0] not in known:
        raise StopError(f"nothing is written in {language!r}: use one of {', '.join(known)}")

    if name not in examples.names():
        near = get_close_matches(name, examples.names(), n=1, cutoff=0)
        raise StopError(f"there is no notice {name!r}; `assistant notices list` has {near[0]}, …")
    if drawn is Drawn.PLACES:
        found = places(examples.ALL[name], Reader(language))
        typer.echo("\n".join(f"{{{place}}}  {said}" for place, said in sorted(found.items())))
        return
    own = examples.wording(known_settings().notices_dir)
    typer.echo(_drawn(examples.card(name, Reader(language), own), language, drawn))


def _drawn(card: "Card", language: str, drawn: Drawn) -> str:
    from assistant.render import mail, slack

    if drawn is Drawn.BLOCKS:
        message = slack.render(card, language)
        return json.dumps({"blocks": message.blocks, "text": message.text}, ensure_ascii=False)
    rendered = mail.render(card, locale=language)
    if drawn is Drawn.HTML:
        return rendered.html
    return f"Subject: {rendered.subject}\n\n{rendered.text}"
