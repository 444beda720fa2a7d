"""Dana pays in a Slack nobody here wrote: what its page shows, and what its people can press."""

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright, expect

from assistant.sandbox.together import Sandbox, sandbox
from assistant.web import free_port
from tests.parties.local_slack import APP_TOKEN, BOT_TOKEN, NoLocalSlackError, local_slack
from tests.parties.local_slack.older import refusing_what_it_cannot_draw
from tests.parties.missing import missing
from tests.parties.served import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(180),
    pytest.mark.asyncio(loop_scope="module"),
]

SHOTS = Path(__file__).parents[2] / "screenshots"
WINDOW: ViewportSize = {"width": 1000, "height": 830}

expect.set_options(timeout=20_000)


@dataclass(frozen=True, slots=True)
class Workspace:
    """Acme's workspace in front of Dana, and the far sides behind the assistant."""

    page: Page
    far: Sandbox
    refused: list[str]

    @property
    def taken(self) -> list[int]:
        """Every charge at the provider, in minor units."""
        return [charge.amount for charge in self.far.stripe.charges()]

    async def go(self, where: str) -> None:
        """Look at another place of the sidebar."""
        await self.page.locator(".sidebar-item", has_text=where).click()

    async def mention(self, words: str) -> None:
        """Call the assistant by its name, picked from those the page offers, and say this."""
        box = self.page.locator("textarea")
        await box.press_sequentially("@bil")
        await self.page.locator(".mention-option").first.wait_for()
        await box.press("Enter")
        await box.press_sequentially(words)
        await box.press("Enter")

    def card(self, title: str) -> Locator:
        """The newest message of the assistant with this title."""
        headed = self.page.locator(".bk-header").get_by_text(title, exact=True)
        return self.page.locator(".msg").filter(has=headed).last

    async def shoot(self, name: str) -> None:
        """Keep a picture of what is on the screen."""
        SHOTS.mkdir(exist_ok=True)
        await self.page.mouse.move(0, 0)
        await self.page.screenshot(path=SHOTS / f"local-slack-{name}.png")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if found is None:
        missing("Chromium", "apt-get install --no-install-recommends chromium fonts-dejavu")
    async with async_playwright() as started:
        browser = await started.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[str, Sandbox, list[str]]]:
    """Where the page is, the far sides, and which blocks were refused."""
    folder = tmp_path_factory.mktemp("world")
    async with AsyncExitStack() as stack:
        try:
            slack = stack.enter_context(local_slack(folder))
        except NoLocalSlackError as absent:
            missing("local-slack", str(absent))
        front = refusing_what_it_cannot_draw(slack.api)
        api, refused = await stack.enter_async_context(front)
        opening = sandbox(folder / "sandbox", http_port=free_port())
        far = await stack.enter_async_context(opening)
        tokens = {"slack_bot_token": BOT_TOKEN, "slack_app_token": APP_TOKEN}
        serving = served(far.settings, folder / "log", slack_api_url=api, **tokens)
        await stack.enter_async_context(serving)
        yield slack.address, far, refused


@pytest_asyncio.fixture(loop_scope="module")
async def workspace(
    chromium: Browser, world: tuple[str, Sandbox, list[str]]
) -> AsyncIterator[Workspace]:
    address, far, refused = world
    page = await chromium.new_page(viewport=WINDOW, timezone_id="America/New_York")
    await page.goto(address)
    await expect(page.get_by_text("connected", exact=True)).to_be_visible()
    yield Workspace(page, far, refused)
    await page.close()


async def test_called_in_a_channel_it_lists_offers_asks_for_an_amount_and_is_paid_once(
    workspace: Workspace,
) -> None:
    await workspace.mention("show my open invoices")
    listed = workspace.card("Invoices of Acme")
    await expect(listed).to_contain_text("only visible to you")
    await expect(listed).to_contain_text("Past due, partly paid")
    await workspace.shoot("1-list")

    await listed.get_by_role("button", name="Pay 121").click()
    offer = workspace.card("Pay 360.00 USD?")
    await expect(offer).to_contain_text("Nothing is charged until you confirm")
    await workspace.shoot("2-offer")

    await offer.get_by_role("button", name="Pay another amount…").click()
    form = workspace.page.locator(".modal")
    await form.get_by_role("textbox").fill("9999")
    await form.get_by_role("combobox").select_option(label="Visa ending in 4242")
    await form.get_by_role("button", name="Continue").click()
    await expect(form.locator(".modal-error")).to_contain_text("Only 360.00 USD is open")
    await workspace.shoot("3-form")
    await form.get_by_role("textbox").fill("50")
    await form.get_by_role("button", name="Continue").click()
    await expect(form).to_be_hidden()

    fifty = workspace.card("Pay 50.00 USD?")
    await fifty.get_by_role("button", name="Pay 50.00 USD").click()

    paid = workspace.card("✅ Paid: invoice 121, 50.00 USD")
    await expect(paid).to_contain_text("Invoice 121 still has 310.00 USD open")
    await expect(paid).to_contain_text("only visible to you")
    await workspace.shoot("4-paid")
    assert workspace.taken.count(5_000) == 1
    assert "data_table" in workspace.refused


async def test_the_home_tab_is_drawn_and_one_message_turns_from_offer_to_paid(
    workspace: Workspace,
) -> None:
    await workspace.go("🏠")
    home = workspace.page.locator(".main")
    await expect(home).to_contain_text("Billing summary of Acme")
    await expect(home).to_contain_text("Contacts of Acme")
    await workspace.shoot("5-home")

    await home.get_by_role("button", name="Pay 122").click()
    await workspace.go("Dana Reyes")
    offer = workspace.card("Pay 400.00 USD?")
    await offer.get_by_role("button", name="Pay 400.00 USD").click()

    await expect(workspace.card("✅ Paid: invoice 122, 400.00 USD")).to_be_visible()
    await expect(workspace.page.locator(".msg")).to_have_count(1)
    await workspace.shoot("6-paid-in-place")
    assert workspace.taken.count(40_000) == 1
