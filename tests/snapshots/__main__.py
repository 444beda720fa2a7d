"""Write every snapshot afresh and remove those of cards that are no more."""

from tests.snapshots.cards import FOLDER, drawn_cards

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    cards = drawn_cards()
    for stale in FOLDER.glob("*.txt"):
        if stale.stem not in cards:
            stale.unlink()
    for name, drawn in cards.items():
        (FOLDER / f"{name}.txt").write_text(drawn)
    print(f"{len(cards)} snapshots in {FOLDER}")
