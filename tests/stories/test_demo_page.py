"""The demo's page over HTTP: everything it shows and does, without a browser."""

import json
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

from tests.parties.demo import Demo, demo

T = TypeVar("T")

DANA, VIC, AP = "dana@acme.example", "vic@acme.example", "ap@acme.example"
STRANGER = "stranger@elsewhere.example"
SHARED = "C01SHARED"


class Visitor:
    """Somebody at the page."""

    def __init__(self, address: str) -> None:
        self.http = httpx.Client(base_url=address, trust_env=False, timeout=30)
        self.places = {who: places[0]["id"] for who, places in self.get("cast")["places"].items()}

    def get(self, path: str, **query: str) -> Any:
        return self.http.get(f"/api/{path}", params=query).raise_for_status().json()

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self.http.post(f"/api/{path}", json=body)

    def say(self, who: str, text: str, **where: Any) -> None:
        said = {"who": who, "place": self.places[who], "text": text} | where
        self.post("slack/say", **said).raise_for_status()

    def conversation(self, who: str, place: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("slack", who=who, place=place or self.places[who])
        return found

    def answer(self, who: str, words: str, place: str = "") -> dict[str, Any]:
        """Wait until the assistant has said this to them."""
        return until(
            lambda: next(
                (m for m in self.conversation(who, place) if m["app"] and words in m["text"]), None
            )
        )

    def mail(self, who: str, words: str) -> dict[str, Any]:
        """Wait until a mail has arrived that has this in its subject or first words."""
        return until(
            lambda: next(
                (
                    mail
                    for mail in self.get("mail", who=who)["mails"]
                    if not mail["sent"] and words in mail["subject"] + mail["snippet"]
                ),
                None,
            )
        )

    def write(self, who: str, subject: str, **letter: Any) -> None:
        letter = {"who": who, "subject": subject, "body": subject} | letter
        self.post("mail/write", **letter).raise_for_status()


def until(found: Callable[[], T | None], within: float = 30.0) -> T:
    """Ask again until there is something; a hint that is lost costs the mail door 20 seconds."""
    deadline = time.monotonic() + within
    while (value := found()) is None:
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return value


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo(tmp_path_factory.mktemp("demo")) as started:
        yield started


@pytest.fixture(scope="module")
def shared_page(running: Demo) -> Iterator[Visitor]:
    visitor = Visitor(running.address)
    yield visitor
    visitor.http.close()


@pytest.fixture
def page(shared_page: Visitor) -> Visitor:
    """The page as on the first day, whatever the tests before did."""
    before = shared_page.get("inside")["rows"]
    if before:
        start_over(shared_page)
    return shared_page


def start_over(page: Visitor) -> None:
    page.post("start-over").raise_for_status()
    until(lambda: page.http.get("/api/inside").json().get("rows") == [] or None)


def test_everybody_can_be_played_where_they_really_are(page: Visitor) -> None:
    cast = page.get("cast")

    people = {person["email"]: person for person in cast["people"]}
    assert people[DANA]["is"] == "payer and admin of Acme (USD), payer of Acme EU (EUR)"
    assert people[VIC]["is"] == "viewer of Acme (USD)"
    assert people[STRANGER]["slack"] == ""
    assert [place["name"] for place in cast["places"][DANA]] == [
        "Direct message",
        "Home tab",
        "#acme-billing",
    ]


def test_paying_in_slack_moves_money_once_and_tells_the_mailboxes(page: Visitor) -> None:
    before = page.get("inside")["health"]["ledger"]["entries"]
    page.say(DANA, "pay invoice 123")
    page.answer(DANA, "Pay 420.00 USD?")
    page.say(DANA, "yes")

    page.answer(DANA, "Paid: invoice 123")
    page.mail(AP, "Paid: invoice 123")
    page.mail(DANA, "Paid: invoice 123")

    inside = page.get("inside")
    payments = [row for row in inside["rows"] if row["what"] == "payment"]
    told = [(row["words"], row["state"]) for row in payments]
    assert told == [("420.00 USD for Dana Reyes", "succeeded")]
    assert inside["health"]["ledger"] == {"entries": before + 1, "problems": []}
    assert inside["health"]["doors"] == {"mail": True, "slack": True, "stripe": True}


def test_a_button_is_really_pressed(page: Visitor) -> None:
    page.say(DANA, "pay invoice 122")
    offer = page.answer(DANA, "Pay 400.00 USD?")
    block = next(block for block in offer["blocks"] if block["type"] == "actions")
    cancel = next(each for each in block["elements"] if each["text"]["text"] == "Cancel")

    pressed = page.post(
        "slack/press",
        who=DANA,
        place=page.places[DANA],
        ts=offer["ts"],
        action=cancel["action_id"],
        block=block["block_id"],
    )

    assert pressed.status_code == 204
    page.answer(DANA, "ancelled")


def test_the_home_tab_is_drawn_for_whoever_opens_it(page: Visitor) -> None:
    page.post("slack/home", who=VIC).raise_for_status()

    home = until(lambda: page.get("slack/front", who=VIC)["home"])
    said = json.dumps(home)
    assert "Billing summary of Acme" in said
    assert "pay invoice" not in said
    assert page.get("slack/front", who=DANA)["home"] is None


def test_a_form_is_opened_corrected_and_sent(page: Visitor) -> None:
    page.say(DANA, "pay invoice 123")
    offer = page.answer(DANA, "Pay 420.00 USD")
    button = next(
        (block, each)
        for block in offer["blocks"]
        for each in block.get("elements", ())
        if each.get("action_id", "").startswith("form-")
    )
    place = {"place": page.places[DANA], "ts": offer["ts"], "block": button[0]["block_id"]}
    page.post("slack/press", who=DANA, action=button[1]["action_id"], **place).raise_for_status()
    form = until(lambda: page.get("slack/front", who=DANA)["modal"])
    sent = {"who": DANA, "view": form["id"]}

    page.post("slack/view/send", **sent, values={"amount": "9999"}).raise_for_status()
    assert "420.00 USD" in page.get("slack/front", who=DANA)["modal"]["errors"]["amount"]
    page.post("slack/view/send", **sent, values={"amount": "20"}).raise_for_status()

    page.answer(DANA, "Pay 20.00 USD")
    assert page.get("slack/front", who=DANA)["modal"] is None
    assert page.post("slack/view/send", **sent, values={"amount": "20"}).status_code == 400


def test_a_shortcut_asks_about_a_message_or_anything(page: Visitor) -> None:
    page.say(DANA, "what do we owe?", place=SHARED)
    written = until(lambda: next(iter(page.conversation(DANA, SHARED)), None))
    page.post("slack/shortcut", who=DANA, place=SHARED, ts=written["ts"]).raise_for_status()
    assert page.answer(DANA, "Balance of Acme", SHARED)["only_you"]

    page.post("slack/shortcut", who=DANA).raise_for_status()
    form = until(lambda: page.get("slack/front", who=DANA)["modal"])
    page.post("slack/view/close", who=DANA, view=form["id"]).raise_for_status()
    assert page.get("slack/front", who=DANA)["modal"] is None


def test_one_payment_can_be_followed_from_the_message_to_the_notices(page: Visitor) -> None:
    page.say(DANA, "pay invoice 123")
    page.answer(DANA, "Pay 420.00 USD?")
    page.say(DANA, "yes")
    page.mail(AP, "Paid: invoice 123")
    rows = page.get("inside")["rows"]
    payment = next(row for row in rows if row["what"] == "payment")

    steps = page.get("inside/trail", thing=payment["about"])

    kinds = {step["what"] for step in steps}
    assert kinds >= {"request", "offer", "payment", "ledger", "event", "delivery"}
    assert [step["at"] for step in steps] == sorted(step["at"] for step in steps)


def test_what_was_said_of_an_invoice_is_on_its_trail(page: Visitor) -> None:
    page.say(DANA, "we will pay 122 tomorrow")
    page.answer(DANA, "Thank you")

    steps = page.get("inside/trail", thing="122")

    assert "reminder hold" in {step["words"] for step in steps}


def test_what_is_asked_in_a_channel_is_seen_by_the_asker_alone(page: Visitor) -> None:
    page.say(DANA, "show my invoices", place=SHARED, mention=True)

    answer = page.answer(DANA, "Invoices of Acme", SHARED)

    assert answer["only_you"]
    seen_by_vic = page.conversation(VIC, SHARED)
    assert [message["name"] for message in seen_by_vic] == ["Dana Reyes"]


def test_a_viewer_is_refused(page: Visitor) -> None:
    page.say(VIC, "pay invoice 123")

    page.answer(VIC, "You may not pay for Acme")


def test_a_slash_command_works_where_the_app_is_installed(page: Visitor) -> None:
    kenji, gus = "kenji@kumo.example", "gus@globex.example"
    page.say(kenji, "/billing show my invoices")
    page.say(DANA, "/billing show my invoices")

    page.answer(kenji, "301")
    said = page.conversation(DANA)
    assert said[-1]["text"] == "/billing is not a valid command."
    assert page.conversation(gus) == []


def test_a_mail_with_proof_pays_by_a_reply(page: Visitor) -> None:
    page.write(AP, "pay invoice 122")
    offer = page.mail(AP, "Pay 400.00 USD?")

    page.write(AP, f"Re: {offer['subject']}", body="yes", answers=offer["id"])

    page.mail(AP, "Paid: invoice 122")


def test_a_mail_without_proof_hears_nothing_about_the_account(page: Visitor) -> None:
    page.write(AP, "show my invoices", proof=False)

    answer = page.mail(AP, "")
    whole = page.get(f"mail/{AP}/{answer['id']}")["text"]
    assert "Acme" not in whole.replace("Acme Accounts Payable", "")
    assert "420" not in whole
    written = next(mail for mail in page.get("mail", who=AP)["mails"] if mail["sent"])
    assert not written["proof"]


def test_a_stranger_hears_nothing_about_anybody(page: Visitor) -> None:
    page.write(STRANGER, "show my invoices")

    answer = page.mail(STRANGER, "")

    assert "Acme" not in page.get(f"mail/{STRANGER}/{answer['id']}")["text"]


def test_a_letter_is_shown_where_no_script_can_run(page: Visitor) -> None:
    page.write(AP, "what do we owe?")
    answer = page.mail(AP, "")

    shown = page.http.get(f"/api/mail/{AP}/{answer['id']}/html")

    policy = shown.headers["content-security-policy"]
    assert "<h1>" in shown.text
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy


def test_what_changed_is_told_live(page: Visitor) -> None:
    told = set()
    with page.http.stream("GET", "/api/live") as stream:
        lines = (line for line in stream.iter_lines() if line.startswith("data: "))
        first = next(lines)
        page.say(DANA, "balance")
        while not told >= {"slack", "inside"}:
            told.add(next(lines).removeprefix("data: "))

    assert first == "data: world"


@pytest.mark.parametrize("path", ["/", "/page.js", "/page.css", "/blocks.js", "/icon.svg"])
def test_the_page_needs_nothing_from_elsewhere(page: Visitor, path: str) -> None:
    file = page.http.get(path)

    assert file.status_code == 200
    outside = file.text.replace("http://www.w3.org/2000/svg", "")
    assert "http://" not in outside
    assert "https://" not in outside
    assert "default-src 'none'" in file.headers["content-security-policy"]


def test_no_part_of_the_page_reads_text_as_html() -> None:
    files = Path(__file__).parents[2] / "assistant" / "sandbox" / "demo" / "static"

    scripts = {path.name: path.read_text() for path in files.glob("*.js")}

    assert "page.js" in scripts
    for words in scripts.values():
        assert not any(
            risky in words for risky in ("innerHTML", "outerHTML", "insertAdjacent", "eval(")
        )


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ('{"who": "dana@acme.example"', "application/json", 400),
        ("{}", "application/json", 400),
        ('{"who":"dana@acme.example","place":"C0","text":"x"}', "text/plain", 400),
        ('{"who":"dana@acme.example","place":"C0","text":"x"}', "application/json", 404),
        ('{"who":"stranger@elsewhere.example","place":"C0","text":"x"}', "application/json", 400),
        ('{"who":"gus@globex.example","place":"D000000001","text":"x"}', "application/json", 400),
        ('{"text":"' + "x" * 300_000 + '"}', "application/json", 400),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(
    page: Visitor, body: str, kind: str, status: int
) -> None:
    answer = page.http.post("/api/slack/say", content=body.encode(), headers={"content-type": kind})

    assert answer.status_code == status
    assert answer.json()["error"]


def test_another_sites_name_for_this_machine_is_not_answered(page: Visitor) -> None:
    answer = page.http.get("/api/cast", headers={"host": "rebound.example"})

    assert answer.status_code == 400


def test_starting_over_forgets_everything_but_the_address(page: Visitor) -> None:
    before = page.get("inside")["health"]["ledger"]["entries"]
    page.say(DANA, "pay invoice 123")
    page.answer(DANA, "Pay 420.00 USD?")
    page.say(DANA, "yes")
    page.mail(AP, "Paid: invoice 123")

    start_over(page)

    assert page.conversation(DANA) == []
    assert page.get("mail", who=AP)["mails"] == []
    assert page.get("inside")["health"]["ledger"]["entries"] == before
    page.say(DANA, "pay invoice 123")
    page.answer(DANA, "Pay 420.00 USD?")


def test_starting_over_leaves_alone_what_is_not_its_own(running: Demo, page: Visitor) -> None:
    notes = running.folder / "notes.txt"
    notes.write_text("mine")
    page.say(DANA, "help")
    page.answer(DANA, "What you can ask me")

    start_over(page)

    assert notes.read_text() == "mine"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_while_a_page_is_open(tmp_path: Path, number: signal.Signals) -> None:
    with demo(tmp_path) as running:
        visitor = Visitor(running.address)
        with visitor.http.stream("GET", "/api/live") as stream:
            next(stream.iter_lines())
            began = time.monotonic()
            status = running.end(number)
            took = time.monotonic() - began
        visitor.http.close()

    words = running.errors.read_text()
    assert status == 0
    assert took < 5
    assert "Traceback" not in words
    assert "Warning" not in words


def test_what_was_paid_is_still_paid_the_next_day(tmp_path: Path) -> None:
    with demo(tmp_path) as first:
        visitor = Visitor(first.address)
        visitor.say(DANA, "pay invoice 123")
        visitor.answer(DANA, "Pay 420.00 USD?")
        visitor.say(DANA, "yes")
        visitor.answer(DANA, "Paid: invoice 123")
        visitor.http.close()

    with demo(tmp_path) as second:
        visitor = Visitor(second.address)
        visitor.say(DANA, "did 123 go through?")
        visitor.answer(DANA, "paid")
        visitor.http.close()


def test_a_card_is_added_on_its_page_and_is_on_file(page: Visitor) -> None:
    page.say(DANA, "add a card with company information")
    told = page.answer(DANA, "Add a payment method for Acme")
    url = re.findall(r'http://127\.0\.0\.1:\d+/c/pay/[^"|>\s]+', json.dumps(told))[0]

    with httpx.Client(trust_env=False) as browser:
        form = browser.get(url).text
        known = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', form))
        answered = browser.post(url, data=known | {"card_number": "5555555555554444"})

    assert known["line1"] == "1 Road Runner Way"
    assert answered.status_code == 303
    page.answer(DANA, "Added: Mastercard 4444")
    page.mail(AP, "Added: Mastercard 4444")
    page.say(DANA, "payment methods")
    page.answer(DANA, "Mastercard 4444")
