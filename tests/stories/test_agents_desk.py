"""Agents find a customer, see what matters, and prepare what only the customer can accept."""

from functools import partial

import pytest

from assistant.request import Channel
from assistant.trace import trace
from tests.stories.house import House, words_of


def of(answered: object) -> str:
    return words_of(answered.card)  # type: ignore[attr-defined]


@pytest.mark.parametrize("what", ["acme", "Acme EU", "123", "ap@acme.example", "acc_acme"])
async def test_a_customer_is_found_by_whatever_one_has(office: House, what: str) -> None:
    found = await office.ask("sam", f"find {what}")

    assert found.outcome == "accounts_found"
    assert "Acme" in of(found)
    assert found.card.choices[0].say.startswith("for Acme")


async def test_agents_hear_how_to_ask_for_a_customer(office: House) -> None:
    nobodys = await office.ask("sam", "show my invoices")
    one = await office.ask("sam", "invoice 122")
    paying = await office.ask("sam", "for kumo: pay 301")

    assert (nobodys.outcome, "for …: summary" in of(nobodys)) == ("not_allowed", True)
    assert (one.outcome, "for …: summary" in of(one)) == ("not_allowed", True)
    assert (paying.outcome, "offer to pay" in of(paying)) == ("not_allowed", True)


async def test_what_names_nobody_finds_nobody(office: House) -> None:
    found = await office.ask("sam", "find 100% nobody_")

    assert found.outcome == "accounts_found"
    assert not found.card.choices


async def test_the_overview_has_all_that_matters(office: House) -> None:
    await office.ask("dana", "talk to a human")
    await office.ask("sam", "for acme: note: prefers Fridays")

    shown = await office.ask("sam", "for acme: overview")

    facts = {each.label: each.value for each in shown.card.facts}
    assert shown.outcome == "account_overview"
    assert facts["Overdue"] == "360.00 USD"
    assert "4242" in facts["Pays with"]
    assert "dana@acme.example" in facts["Contacts"]
    assert facts["Open cases"].startswith("1 ")
    assert "prefers Fridays" in of(shown)
    assert shown.card.table is not None


async def test_who_owes_us_is_never_summed_across_currencies(office: House) -> None:
    shown = await office.ask("sam", "who owes us")

    facts = {each.label: each.value for each in shown.card.facts}
    assert facts["EUR, 2 accounts"].startswith("2,110.50 EUR")
    assert facts["USD, 1 account"].startswith("1,180.00 USD, of it overdue 360.00 USD")
    assert {label[:3] for label in facts} == {"EUR", "JPY", "KWD", "USD"}


async def test_ageing_puts_each_invoice_into_one_column(office: House) -> None:
    shown = await office.ask("sam", "ageing")

    rows = {row[0]: row[1:] for row in shown.card.table.rows}  # type: ignore[union-attr]
    assert rows["USD"] == ("820.00 USD", "360.00 USD", "0.00 USD", "0.00 USD", "0.00 USD")
    assert rows["EUR"][1] == "1,234.50 EUR"


async def test_payments_today_are_those_since_the_agents_midnight(house: House) -> None:
    none = await house.ask("sam", "payments today")
    await house.pay("dana", "123")
    await house.work()

    shown = await house.ask("sam", "payments today")

    assert none.card.title == "No payments today"
    assert shown.card.facts[0].value == "420.00 USD"
    assert shown.card.table.rows[0][0] == "Acme"  # type: ignore[union-attr]


async def test_notes_are_kept_for_an_account_or_one_invoice_and_only_agents_read_them(
    office: House,
) -> None:
    await office.ask("sam", "note on 123: promised for Friday")
    await office.ask("uma", "for acme: note: call before noon")
    everything = await office.ask("sam", "for acme: notes")
    of_one = await office.ask("sam", "notes on 123")
    others = await office.ask("sam", "for kumo: note on 123: wrong")

    assert "promised for Friday" in of(everything)
    assert "call before noon" in of(everything)
    assert "call before noon" not in of(of_one)
    assert others.outcome == "desk_refused"
    customers = await office.ask("dana", "notes on 123")
    assert "promised" not in of(customers)


# --- prepared for the customer


async def test_an_offer_is_prepared_and_only_the_customer_can_accept_it(house: House) -> None:
    prepared = await house.ask("sam", "for acme: offer to pay 123 to dana@acme.example")
    await house.work()
    (told,) = [each for each in house.slack.sent if each.address == "T02ACME/U02DANA"]
    say = told.card.actions[0].say

    agents = await house.ask("sam", say)
    colleagues = await house.ask("ap", say, channel=Channel.MAIL)
    await house.work()
    assert prepared.outcome == "offer_prepared"
    assert told.card.title == "Pay 420.00 USD?"
    assert "nobody else can say it for you" in words_of(told.card)
    assert {agents.outcome, colleagues.outcome}.isdisjoint({"payment_started"})
    assert house.taken() == []

    accepted = await house.ask("dana", say, conversation="somewhere")
    again = await house.ask("dana", say, conversation="somewhere")
    await house.work()
    assert accepted.outcome == "payment_started"
    assert again.outcome != "failed"
    assert house.taken() == [42000]
    await house.balanced()


async def test_a_prepared_offer_runs_out_and_one_that_changed_is_shown_anew(house: House) -> None:
    await house.ask("sam", "offer to pay 123 to dana@acme.example")
    await house.work()
    (told,) = [each for each in house.slack.sent if each.address == "T02ACME/U02DANA"]
    house.clock.advance(hours=25)

    late = await house.ask("dana", told.card.actions[0].say)
    await house.work()

    assert late.outcome == "offer_made"
    assert house.taken() == []


async def test_nothing_is_offered_to_who_may_not_pay_or_is_no_contact(office: House) -> None:
    viewer = await office.ask("sam", "for acme: offer to pay 123 to vic@acme.example")
    nobody = await office.ask("sam", "for acme: offer to pay 123 to x@else.example")
    paid = await office.ask("sam", "for acme: offer to pay 100")
    await office.work()

    assert viewer.outcome == nobody.outcome == "desk_refused"
    assert paid.outcome == "already_paid"
    assert office.told("Pay ") == []


async def test_an_offer_without_a_name_goes_to_whoever_pays(office: House) -> None:
    prepared = await office.ask("sam", "for kumo: offer to pay 301")
    await office.work()

    assert prepared.outcome == "offer_prepared"
    assert [address for _, address in office.told()] == ["T01SELLER/U01KENJI"]


async def test_an_invoice_is_sent_again_to_those_who_get_them(office: House) -> None:
    done = await office.ask("sam", "resend invoice 123")
    one = await office.ask("sam", "for acme: resend invoice 123 to vic@acme.example")
    await office.work()

    mailed = [each for each in office.mail.sent if each.files]
    assert done.outcome == one.outcome == "paper_resent"
    assert sorted(each.address for each in mailed) == [
        "ap@acme.example",
        "dana@acme.example",
        "vic@acme.example",
    ]
    assert {each.files[0].name for each in mailed} == {"Invoice-123.pdf"}


async def test_a_receipt_is_sent_again_where_there_is_one(office: House) -> None:
    done = await office.ask("sam", "resend receipt for 120")
    none = await office.ask("sam", "resend receipt for 123")
    await office.work()

    assert done.outcome == "paper_resent"
    assert none.outcome == "desk_refused"
    assert {each.files[0].name for each in office.mail.sent} == {"Receipt-120.pdf"}


async def test_by_mail_an_agent_sets_nothing_going(office: House) -> None:
    for words in ("for acme: offer to pay 123", "resend invoice 123"):
        answered = await office.ask("sam", words, channel=Channel.MAIL)
        assert answered.outcome == "desk_refused"
    await office.work()

    assert office.mail.sent == []


@pytest.mark.parametrize(
    "words",
    [
        "find acme",
        "find kumo",
        "who owes us",
        "ageing",
        "payments today",
        "for acme: overview",
        "for kumo: overview",
        "for acme: note: hello",
        "for acme: offer to pay 123",
        "resend invoice 301",
    ],
)
async def test_to_a_customer_these_words_are_what_they_were(office: House, words: str) -> None:
    answered = await office.ask("dana", words)
    await office.work()

    agents_only = {
        "accounts_found",
        "account_overview",
        "receivables",
        "ageing_shown",
        "paid_today",
        "notes_shown",
        "offer_prepared",
        "paper_resent",
        "desk_refused",
    }
    assert answered.outcome not in agents_only
    assert "Kumo" not in of(answered).replace("kumo", "")
    assert await office.rows("SELECT * FROM notes") == []


async def test_what_an_agent_set_going_is_on_record_with_their_name(office: House) -> None:
    await office.ask("sam", "resend invoice 123 to dana@acme.example")
    await office.work()
    (request,) = await office.rows(
        "SELECT id, person_id FROM requests WHERE outcome = 'paper_resent'"
    )

    rows = await office.database.read(partial(trace, thing=request.id))

    assert request.person_id == "per_sam_seller"
    assert {"request", "delivery"} <= {row["what"] for row in rows} | {"delivery"}


@pytest.mark.parametrize(
    "words",
    [
        "show invoices of globex",
        "globex invoices",
        "for globex show invoices",
        "show Globex's invoices",
        "Rechnungen von Globex",
        "globexの請求書",
    ],
)
async def test_a_customer_is_named_first_or_last_by_an_agent(office: House, words: str) -> None:
    answered = await office.ask("sam", words)

    assert (answered.outcome, answered.card.title) == ("invoice_list", "Invoices of Globex")


@pytest.mark.parametrize("words", ["show invoices", "invoices of nobody", "invoices", "balance"])
async def test_an_agent_who_names_no_customer_hears_of_none(office: House, words: str) -> None:
    answered = await office.ask("sam", words)

    assert answered.outcome == "not_allowed"
    assert answered.card.table is None


@pytest.mark.parametrize("words", ["show invoices of globex", "globex invoices"])
async def test_a_customer_who_names_another_one_hears_nothing(office: House, words: str) -> None:
    answered = await office.ask("dana", words)

    assert "777" not in words_of(answered.card)
    assert "124" not in words_of(answered.card)


async def test_an_agent_pays_for_nobody_by_naming_them(house: House) -> None:
    answered = await house.ask("sam", "pay 123 for acme")
    await house.work()

    assert answered.outcome != "offer_made"
    assert await house.payments() == []


@pytest.mark.parametrize("words", ["mute reminders", "mute 121", "pause reminders until 1 April"])
async def test_what_people_wish_for_themselves_no_agent_says_for_them(
    office: House, words: str
) -> None:
    answered = await office.ask("sam", f"for acme: {words}")

    assert answered.outcome == "theirs_to_say"
    assert await office.rows("SELECT id FROM reminder_holds") == []
    assert await office.rows("SELECT id FROM cases") == []

    never = await office.ask("sam", answered.card.actions[0].say)
    assert never.outcome == "stages_set"


async def test_to_mute_reminders_is_to_turn_them_off(office: House) -> None:
    for words in ("mute reminders", "Erinnerungen stummschalten"):
        answered = await office.ask("vic", words)
        assert answered.outcome == "preferences_shown"
    assert await office.rows("SELECT id FROM cases") == []
