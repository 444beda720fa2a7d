"""The demo in a real browser: what people see, press and write, and what comes of it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.parties.demo import Demo, demo
from tests.parties.missing import missing

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
SHOTS = Path(__file__).parents[2] / "screenshots"
PATIENCE = 20_000
NEEDS_3DS = "4000 0027 6000 3184"

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if found is None:
        missing("Chromium", "apt-get install --no-install-recommends chromium fonts-dejavu")
    browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def running(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo(tmp_path_factory.mktemp("demo")) as started:
        yield started


class Visit:
    """The page in front of somebody."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said = page.locator("#messages")
        self.mails = page.locator("#mails")

    def become(self, who: str) -> None:
        self.page.get_by_label("You are").select_option(label=who)

    def say(self, words: str) -> None:
        box = self.page.get_by_label("Message", exact=True)
        box.fill(words)
        box.press("Enter")

    def card(self, title: str | re.Pattern[str]) -> Any:
        """The newest message of the assistant with this title."""
        return self.said.locator(".said", has=self.page.get_by_role("heading", name=title)).last

    def open_mailbox(self, who: str) -> None:
        self.page.get_by_label("Mailbox of").select_option(value=who)

    def write(self, subject: str, body: str, *, proof: bool = True) -> None:
        self.page.get_by_role("button", name="Write", exact=True).click()
        self.page.get_by_label("Subject", exact=True).fill(subject)
        self.send(body, proof=proof)

    def send(self, body: str, *, proof: bool = True) -> None:
        self.page.get_by_label("Text", exact=True).fill(body)
        self.page.get_by_label("Without proof").set_checked(not proof)
        self.page.get_by_role("button", name="Send mail").click()

    def read(self, subject: str) -> Any:
        """Open the newest mail with this subject; returns what the letter shows."""
        self.mails.get_by_role("button", name=subject).first.click()
        return self.page.frame_locator("iframe.letter-frame").locator("body")

    def shoot(self, name: str) -> None:
        SHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png")


@pytest.fixture
def visit(chromium: Browser, running: Demo) -> Iterator[Visit]:
    """A fresh world in a fresh browser; afterwards nothing went wrong or elsewhere."""
    _begin_afresh(running.address)
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda m: troubles.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    context.on("request", lambda asked: _note_foreign(asked.url, troubles))
    page.goto(running.address)
    expect(page.locator("#health")).to_contain_text("Ledger balanced")
    yield Visit(page)
    context.close()
    assert troubles == []


def _note_foreign(url: str, troubles: list[str]) -> None:
    if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
        troubles.append(f"asked for {url}")


def _begin_afresh(address: str) -> None:
    with httpx.Client(base_url=address, trust_env=False) as http:
        if not http.get("/api/inside").json()["rows"]:
            return
        http.post("/api/start-over", json={}).raise_for_status()
        while http.get("/api/inside").json().get("rows") != []:
            pass


def test_dana_pays_in_slack_and_accounts_payable_is_told(visit: Visit) -> None:
    visit.become("Dana Reyes")
    visit.say("show my invoices")
    expect(visit.card("Invoices of Acme")).to_contain_text("1–10 of 43")
    visit.shoot("1-invoices")
    visit.say("pay invoice 123")
    offer = visit.card("Pay 420.00 USD?")
    expect(offer).to_contain_text("Visa ending in 4242")
    visit.shoot("2-offer")

    offer.get_by_role("button", name="Pay 420.00 USD").click()

    expect(visit.card("Paid: invoice 123, 420.00 USD")).to_contain_text("paid in full")
    visit.open_mailbox("ap@acme.example")
    expect(visit.read("Paid: invoice 123")).to_contain_text("Confirmed by:")
    expect(visit.page.locator("#health")).to_contain_text("Ledger balanced, 92 entries")
    visit.shoot("3-paid")


def test_accounts_payable_pays_by_mail_with_a_yes(visit: Visit) -> None:
    visit.open_mailbox("ap@acme.example")
    visit.write(
        "pay invoice 122",
        "Hello,\n\nplease pay invoice 122.\n\nBest regards,\nAcme Accounts Payable",
    )
    expect(visit.read("Re: pay invoice 122")).to_contain_text("Pay 400.00 USD?")
    visit.shoot("4-mail-offer")

    visit.page.get_by_role("button", name="Reply").last.click()
    visit.send("yes")

    expect(visit.read("Paid: invoice 122")).to_contain_text("400.00 USD")
    visit.shoot("5-mail-paid")


def test_a_viewer_is_refused_and_told_who_can(visit: Visit) -> None:
    visit.become("Vic Ito")

    visit.say("pay invoice 123")

    expect(visit.card("You may not pay for Acme")).to_contain_text("Dana Reyes")


def test_a_mail_without_proof_gets_no_account_data(visit: Visit) -> None:
    visit.open_mailbox("ap@acme.example")

    visit.write("show my invoices", "show my invoices", proof=False)

    expect(visit.mails.get_by_text("without proof")).to_be_visible()
    letter = visit.read("I cannot tell who you are")
    expect(letter).not_to_contain_text("Acme")
    expect(letter).not_to_contain_text("420.00")
    visit.shoot("6-no-proof")


def test_without_a_saved_card_a_hosted_page_takes_the_money(visit: Visit) -> None:
    visit.say("pay invoice 201")
    visit.card(re.compile("1,234.50")).get_by_role("button").first.click()

    with visit.page.context.expect_page() as opened:
        visit.said.get_by_role("link").last.click()
    hosted = opened.value
    hosted.get_by_test_id("pay").click()

    expect(hosted.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(visit.card("Paid: invoice 201")).to_contain_text("1,234.50 EUR")
    visit.shoot("7-hosted-paid")


def test_the_bank_asks_again_before_the_money_moves(visit: Visit) -> None:
    visit.say("pay invoice 201")
    visit.card(re.compile("1,234.50")).get_by_role("button").first.click()
    with visit.page.context.expect_page() as opened:
        visit.said.get_by_role("link").last.click()
    hosted = opened.value
    hosted.get_by_test_id("card-number").fill(NEEDS_3DS)
    hosted.get_by_test_id("pay").click()

    hosted.get_by_test_id("complete").click()

    expect(hosted.get_by_role("heading", name="Thank you")).to_be_visible()
    expect(visit.card("Paid: invoice 201")).to_contain_text("paid in full")


def test_the_home_tab_and_a_form_for_another_amount(visit: Visit) -> None:
    visit.become("Dana Reyes")
    where = visit.page.get_by_label("Where")
    where.select_option(label="Home tab")
    expect(visit.said).to_contain_text("Billing summary of Acme")
    expect(visit.page.get_by_label("Message", exact=True)).to_be_hidden()
    visit.shoot("home-tab")

    where.select_option(label="Direct message")
    visit.say("pay invoice 123")
    visit.page.get_by_role("button", name="Pay another amount…").click()
    form = visit.page.get_by_role("dialog", name="Another amount")
    form.get_by_label("Amount in USD").fill("9999")
    form.get_by_role("button", name="Continue").click()
    expect(form.get_by_role("alert").first).to_contain_text("420.00 USD")
    visit.shoot("form-error")
    form.get_by_label("Amount in USD").fill("50")
    form.get_by_role("button", name="Continue").click()

    expect(form).to_be_hidden()
    visit.page.get_by_role("button", name="Pay 50.00 USD", exact=True).click()
    expect(visit.card(re.compile("Paid: invoice 123"))).to_be_visible()
    visit.shoot("paid-in-place")


def test_a_payment_is_followed_from_the_message_to_the_notices(visit: Visit) -> None:
    visit.say("pay invoice 123")
    visit.card("Pay 420.00 USD?").get_by_role("button", name="Pay 420.00 USD").click()
    inside = visit.page.locator("#rows")
    expect(inside.get_by_role("button", name="to Acme Accounts Payable")).to_contain_text("sent")

    inside.get_by_role("button", name="payment succeeded").first.click()

    steps = visit.page.get_by_role("dialog").locator("li")
    expect(steps.first).to_contain_text("“pay invoice 123” – Dana Reyes, by slack")
    told = steps.filter(has_text="“Paid: invoice 123, 420.00 USD” to Acme Accounts Payable")
    told.locator("summary").click()
    expect(told.get_by_role("definition").filter(has_text="sent").first).to_be_visible()
    visit.shoot("8-trail")


def test_a_thread_in_the_shared_channel_is_answered_there_and_privately(visit: Visit) -> None:
    visit.page.get_by_label("Where", exact=True).select_option(label="#acme-billing")
    visit.say("show overdue invoices")
    expect(visit.card("Invoices of Acme")).to_contain_text("Only visible to you")
    visit.page.get_by_role("button", name="Reply in thread").first.click()

    visit.say("what do I owe?")

    thread = visit.page.get_by_label("Thread", exact=True)
    expect(thread.get_by_role("heading", name="Balance of Acme")).to_be_visible()
    expect(thread).to_contain_text("Only visible to you")
    visit.shoot("9-channel")


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    visit.page.get_by_label("Message", exact=True).focus()
    visit.page.keyboard.type("pay invoice 123")
    visit.page.keyboard.press("Enter")
    pay = visit.card("Pay 420.00 USD?").get_by_role("button", name="Pay 420.00 USD")
    expect(pay).to_be_visible()

    for _ in range(30):
        visit.page.keyboard.press("Shift+Tab")
        if pay.evaluate("button => button === document.activeElement"):
            break
    visit.page.keyboard.press("Enter")

    expect(visit.card("Paid: invoice 123, 420.00 USD")).to_be_visible()


def test_what_looks_like_html_stays_words(visit: Visit) -> None:
    words = "<img src=x onerror=alert(1)> & <b>bold</b>"

    visit.say(words)
    visit.write(words, words)

    expect(visit.said).to_contain_text(words)
    expect(visit.mails).to_contain_text(words)
    expect(visit.page.locator("#rows")).to_contain_text("onerror")
    assert visit.page.locator(".rooms img, .rooms .b-section b").count() == 0


def test_starting_over_is_asked_about_first(visit: Visit) -> None:
    visit.say("what do I owe?")
    expect(visit.card("Balance of Acme")).to_be_visible()
    visit.page.get_by_role("button", name="Start over").click()

    visit.page.get_by_role("dialog").get_by_role("button", name="Start over").click()

    expect(visit.said).to_contain_text("Nothing said here yet")
    expect(visit.page.locator("#rows-empty")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_every_screen(visit: Visit, scheme: Any) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    visit.say("show my invoices")
    expect(visit.card("Invoices of Acme")).to_be_visible()

    for width in (320, 360, 768, 1280):
        visit.page.set_viewport_size({"width": width, "height": 720})
        for room in visit.page.locator(".tabs button").all():
            if room.is_visible():
                room.click()
            assert visit.page.evaluate("document.documentElement.scrollWidth") == width
            visit.shoot(f"fit-{width}-{scheme}-{room.get_attribute('data-show')}")
