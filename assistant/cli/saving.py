"""Documents at a terminal: made when they are asked for, and kept in a folder."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.stopping import StopError
from assistant.values import dataclass

if TYPE_CHECKING:
    from assistant.card import Card
    from assistant.desk import Desk
    from assistant.documents.job import Made

SaveIn = Annotated[
    Path, typer.Option("--save-in", metavar="FOLDER", help="Where documents are kept.")
]


@dataclass(frozen=True, slots=True)
class Saved:
    """A document and where it is; without a place, why there is none."""

    name: str
    path: Path | None
    reason: str = ""

    @property
    def told(self) -> str:
        """What the person at the terminal hears."""
        return f"Saved {self.path}" if self.path else f"I could not make {self.name}: {self.reason}"

    def body(self) -> dict[str, str | None]:
        """The same for a script."""
        return {
            "name": self.name,
            "path": str(self.path) if self.path else None,
            "error": self.reason or None,
        }


async def saved(desk: "Desk", card: "Card", folder: Path) -> list[Saved]:
    """Make the documents of a card and keep each under a name that is free. Raises StopError."""
    from assistant.documents.office import DocumentError, DocumentGoneError

    kept = []
    for file in card.files:
        try:
            made = await desk.make(file)
        except (DocumentError, DocumentGoneError) as error:
            kept.append(Saved(file.name, None, str(error)))
        else:
            kept.append(Saved(file.name, _keep(made, folder)))
    return kept


def _keep(made: "Made", folder: Path) -> Path:
    """Never over another file, unless it holds the very same."""
    name = Path(made.name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(1, 1000):
            path = folder / (made.name if number == 1 else f"{name.stem}-{number}{name.suffix}")
            if not path.exists():
                path.write_bytes(made.content)
                return path.resolve()
            if path.is_file() and path.read_bytes() == made.content:
                return path.resolve()
    except OSError as error:
        raise StopError(f"{made.name} cannot be kept in {folder}: {error.strerror}") from None
    raise StopError(f"{folder} holds a thousand files named like {made.name}: clear it up")
