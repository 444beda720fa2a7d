"""A mail in a real browser: readable on the narrowest phone and in the dark, nothing cut off."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from assistant.card import Action, Card, Column, Fact, Style, Table
from assistant.render.mail import render
from tests.parties.missing import missing

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

SHOTS = Path(__file__).parents[2] / "screenshots"
CARD = Card(
    title="3 invoices are to be paid: 1,240.00 USD",
    paragraphs=(
        "I looked just now, and it is still open. If it is paid already, will be paid on another "
        "day, or is wrong, just reply and say so.",
    ),
    facts=(Fact(label="Account", value="Acme"), Fact(label="Also told", value="Dana Diaz")),
    table=Table(
        columns=(Column(label="Invoice"), Column(label="Due"), Column(label="Open", number=True)),
        rows=(
            ("121", "23 Feb 2026", "410.00 USD"),
            ("122", "20 Mar 2026", "410.00 USD"),
            ("123", "4 Apr 2026", "420.00 USD"),
        ),
    ),
    actions=(
        Action(label="Pay 1,240.00 USD", say="pay invoices 121, 122 and 123", style=Style.PRIMARY),
        Action(label="Show what is open", say="show my open invoices"),
    ),
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if found is None:
        missing("Chromium", "apt-get install --no-install-recommends chromium fonts-dejavu")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1000])
def test_a_mail_fits_its_window_and_its_words_stand_out(
    chromium: Browser, width: int, scheme: str
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 640})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_content(render(CARD, reply_to="billing@us.example").html)

    wide = page.evaluate("document.documentElement.scrollWidth")
    colours = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.documentElement)"
        ".colorScheme]"
    )
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"mail-{width}-{scheme}.png", full_page=True)

    assert wide <= width
    assert colours[0] == ("rgb(255, 255, 255)" if scheme == "dark" else "rgb(0, 0, 0)")
    assert "dark" in colours[1]
    assert page.get_by_text("reply above this line").is_visible()
