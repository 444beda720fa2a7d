"""What each person of the sandbox sees when they ask about invoices and balances."""

import pytest

from assistant.request import Channel, Proof
from tests.stories.house import House, sayings, words_of


async def test_a_list_counts_all_and_shows_the_newest_ten(office: House) -> None:
    answered = await office.ask("dana", "show my invoices")

    assert answered.outcome == "invoice_list"
    assert answered.card.paragraphs == ("1–10 of 43",)
    assert answered.card.table is not None
    assert answered.card.table.rows[0][0] == "123"
    assert "pay invoice 123" in sayings(answered.card)


async def test_saying_what_the_more_button_says_turns_the_page(office: House) -> None:
    first = await office.ask("dana", "show my invoices")
    more = next(say for say in sayings(first.card) if "page" in say)

    second = await office.ask("dana", more)

    assert second.card.paragraphs == ("11–20 of 43",)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("show open invoices", "1–3 of 3"),
        ("show overdue invoices", "1–1 of 1"),
        ("show paid invoices", "1–10 of 37"),
        ("show invoices over 470", "1–1 of 1"),
        ("show refund invoices", "1–1 of 1"),
        ("invoices since 2026-02-01", "1–2 of 2"),
        ("invoices before 2022-01-01", "None match that."),
    ],
)
async def test_a_filter_narrows_the_list(office: House, words: str, said: str) -> None:
    answered = await office.ask("dana", words)

    assert answered.outcome == "invoice_list"
    assert answered.card.paragraphs == (said,)


async def test_an_unknown_filter_is_refused_and_not_ignored(office: House) -> None:
    answered = await office.ask("dana", "show invoices with cheese")

    assert answered.outcome in ("filter_refused", "not_understood")
    assert answered.card.table is None


async def test_an_invoice_is_shown_with_its_lines_and_a_way_to_pay(office: House) -> None:
    answered = await office.ask("dana", "invoice 123")

    facts = {fact.label: fact.value for fact in answered.card.facts}
    assert facts["Total"] == facts["Open"] == "420.00 USD"
    assert answered.card.table is not None
    assert len(answered.card.table.rows) == 2
    assert sayings(answered.card) == ["pay invoice 123", "pay 210.00 USD of 123", "pdf 123"]


async def test_a_partly_paid_invoice_says_what_is_open(office: House) -> None:
    answered = await office.ask("dana", "invoice 121")

    facts = {fact.label: fact.value for fact in answered.card.facts}
    assert (facts["Total"], facts["Paid"], facts["Open"]) == (
        "480.00 USD",
        "120.00 USD",
        "360.00 USD",
    )
    assert facts["Status"] == "Past due, partly paid"


async def test_a_viewer_sees_invoices_without_a_way_to_pay(office: House) -> None:
    answered = await office.ask("vic", "invoice 123")

    assert answered.outcome == "invoice_shown"
    assert sayings(answered.card) == ["pdf 123"]


async def test_a_viewer_gets_a_list_and_a_balance_without_a_way_to_pay(office: House) -> None:
    for words in ("show my invoices", "what do we owe?", "did 123 go through?"):
        answered = await office.ask("vic", words)

        assert not [say for say in sayings(answered.card) if say.startswith("pay ")], words


async def test_a_balance_names_what_is_owed_late_in_credit_and_due_first(office: House) -> None:
    answered = await office.ask("dana", "what do we owe?")

    facts = {fact.label: fact.value for fact in answered.card.facts}
    assert facts["You owe"] == "1,180.00 USD"
    assert facts["Of that overdue"] == "360.00 USD"
    assert facts["In your credit"] == "20.00 USD"
    assert facts["Due first"].startswith("121, 360.00 USD")
    assert facts["Open invoices"] == "3"


async def test_yen_have_no_decimals(office: House) -> None:
    answered = await office.ask("kenji", "what do we owe?")

    assert "120,000" in words_of(answered.card)
    assert "120,000.00" not in words_of(answered.card)


async def test_dinars_have_three_decimals(office: House) -> None:
    answered = await office.ask("noura", "what do we owe?", channel=Channel.MAIL)

    assert "12.345 KWD" in words_of(answered.card)


async def test_a_german_reads_amounts_the_german_way(office: House) -> None:
    answered = await office.ask("gus", "invoice 124")

    assert "777,00 €" in words_of(answered.card)


async def test_help_shows_only_what_this_person_may_do(office: House) -> None:
    payer = await office.ask("dana", "help")
    viewer = await office.ask("vic", "help")

    assert any("pay invoice" in line for line in payer.card.paragraphs)
    assert not any("pay invoice" in line for line in viewer.card.paragraphs)


async def test_an_agent_without_an_account_is_asked_for_the_customers(office: House) -> None:
    answered = await office.ask("sam", "show my invoices")

    assert answered.outcome == "not_allowed"
    assert "for …: summary" in words_of(answered.card)
    assert "support@seller.example" not in words_of(answered.card)


async def test_a_person_in_two_accounts_switches_between_them(office: House) -> None:
    before = await office.ask("dana", "what do we owe?")
    switched = await office.ask("dana", "switch to Acme EU")
    after = await office.ask("dana", "what do we owe?")

    assert before.card.title == "Balance of Acme"
    assert switched.outcome == "account_shown"
    assert after.card.title == "Balance of Acme EU"
    assert "1,333.50 EUR" in words_of(after.card)


async def test_an_account_can_be_named_for_one_request(office: House) -> None:
    named = await office.ask("dana", "for Acme EU: what do we owe?")
    after = await office.ask("dana", "what do we owe?")

    assert named.card.title == "Balance of Acme EU"
    assert after.card.title == "Balance of Acme"


async def test_an_invoice_number_finds_its_own_account_by_itself(office: House) -> None:
    answered = await office.ask("dana", "invoice 201")

    assert answered.card.title == "Invoice 201 of Acme EU"


async def test_somebody_elses_account_cannot_be_switched_to_and_is_not_confirmed(
    office: House,
) -> None:
    real = await office.ask("dana", "switch to Globex")
    invented = await office.ask("dana", "switch to Initech")

    assert real.outcome == invented.outcome == "account_unknown"
    assert words_of(real.card).replace("Globex", "X") == words_of(invented.card).replace(
        "Initech", "X"
    )


async def test_a_read_is_answered_without_writing_anything(office: House) -> None:
    await office.ask("dana", "show my invoices")

    assert await office.rows("SELECT id FROM requests") == []


async def test_a_stranger_and_somebody_unproven_get_the_very_same_card(office: House) -> None:
    stranger = await office.ask("eve@evil.example", "show my invoices", channel=Channel.MAIL)
    unproven = await office.ask("dana", "show my invoices", channel=Channel.MAIL, proof=Proof.NONE)

    assert stranger.outcome == unproven.outcome == "stranger"
    assert stranger.card == unproven.card
    assert "Acme" not in words_of(stranger.card)


@pytest.mark.parametrize("words", ["pay invoice 123", "yes", "help", "invoice 123", "2", "all"])
async def test_an_unproven_mail_moves_nothing_and_learns_nothing(office: House, words: str) -> None:
    await office.ask("dana", "pay invoice 123", channel=Channel.MAIL, conversation="m")

    unproven = await office.ask(
        "dana", words, channel=Channel.MAIL, conversation="m", proof=Proof.NONE
    )

    assert unproven.outcome == "stranger"
    assert await office.payments() == []
    assert "123" not in words_of(unproven.card)
