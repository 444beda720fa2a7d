"""Every card is drawn as its snapshot shows, and as Slack takes it, in every language."""

import pytest

from assistant.reader import Reader
from assistant.render.slack import render
from assistant.render.slack_home import home
from assistant.sandbox.slack.limits import check_blocks
from assistant.sandbox.slack.view_limits import check_view
from tests.snapshots.cards import FOLDER, cards, drawn_cards

READERS = (
    Reader(),
    Reader("de", "Europe/Berlin"),
    Reader("fr", "Europe/Paris"),
    Reader("es", "America/Bogota"),
    Reader("ja", "Asia/Tokyo"),
    Reader("ar", "Asia/Kuwait"),
)
AFRESH = "python -m tests.snapshots writes them afresh; then look at what git says has changed"


def test_every_card_is_drawn_as_its_snapshot() -> None:
    kept = {path.stem: path.read_text() for path in FOLDER.glob("*.txt")}
    drawn = drawn_cards()

    changed = sorted(name for name in drawn | kept if drawn.get(name) != kept.get(name))
    assert changed == [], AFRESH


@pytest.mark.parametrize("newest", [True, False], ids=["newest", "older"])
@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.locale)
def test_slack_takes_every_card(reader: Reader, newest: bool) -> None:
    for name, card in cards(reader).items():
        message = render(card, reader.locale, newest=newest)

        check_blocks(message.blocks)
        assert message.text, name
        assert not any("<" in line for line in message.text.splitlines()), name


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.locale)
def test_slack_takes_every_card_in_a_home_tab(reader: Reader) -> None:
    every = list(cards(reader).values())

    for start in range(0, len(every), 7):
        view = home(every[start : start + 7], reader.locale)
        check_view(view, home=True)
        assert view["blocks"]
