"""Write every snapshot afresh and remove those of cards that are no more."""

from pathlib import Path

from tests.snapshots import cards, notices


def write(folder: Path, drawn: dict[str, str]) -> None:
    """Let the folder hold just these."""
    folder.mkdir(exist_ok=True)
    for stale in folder.glob("*.txt"):
        if stale.stem not in drawn:
            stale.unlink()
    for name, words in drawn.items():
        (folder / f"{name}.txt").write_text(words)
    print(f"{len(drawn)} snapshots in {folder}")


if __name__ == "__main__":
    write(cards.FOLDER, cards.drawn_cards())
    write(notices.FOLDER, notices.drawn_notices())
