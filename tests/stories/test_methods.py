"""What is on file to pay with: seen, arranged and removed, on both databases, by every channel."""

import pytest

from assistant.billing.contacts import accounts
from assistant.billing.model.method import Method, MethodState
from assistant.request import Channel
from tests.stories.house import NOON, House, sayings, words_of


async def on_file(
    house: House, brand: str, last4: str, *, account: str = "acc_acme", **more: object
) -> str:
    """Put one more method on file; returns its id."""
    method_id = f"met_{brand.lower()}{last4}"
    ref = f"pm_{account}{brand}{last4}"
    values: dict[str, object] = {"exp_month": 3, "exp_year": 2028, "created_at": NOON, **more}
    method = Method(method_id, ref, "card", brand, last4, **values)  # type: ignore[arg-type]
    await house.database.write(lambda tx: accounts.add_method(tx, account, method, default=False))
    return method_id


async def flags(house: House) -> dict[str, str]:
    """default, backup or removed, by method id of Acme."""
    rows = await house.rows("SELECT * FROM methods WHERE account_id = 'acc_acme'")
    return {
        row.id: "removed" if row.removed_at else "default" if row.is_default
        else "backup" if row.is_backup else ""
        for row in rows
    }  # fmt: skip


async def test_the_list_names_brand_digits_expiry_and_what_each_is_for(office: House) -> None:
    await on_file(office, "Amex", "0005")
    await office.ask("dana", "make amex my backup")

    shown = await office.ask("dana", "payment methods")

    assert shown.outcome == "method_list"
    assert shown.card.table is not None
    assert shown.card.table.rows == (
        ("Visa 4242", "12/34", "default"),
        ("Amex 0005", "03/28", "backup"),
    )


@pytest.mark.parametrize("channel", list(Channel))
async def test_every_channel_lists_them(office: House, channel: Channel) -> None:
    shown = await office.ask("dana", "payment methods", channel=channel)

    assert "Visa 4242" in words_of(shown.card)


async def test_a_viewer_sees_them_but_is_offered_no_change(office: House) -> None:
    shown = await office.ask("vic", "payment methods")

    assert shown.outcome == "method_list"
    assert sayings(shown.card) == []


@pytest.mark.parametrize(
    "words",
    ["add a card", "make 4242 the default", "make 4242 my backup", "remove 4242",
     "remove met_acc_acme for good"],
)  # fmt: skip
@pytest.mark.parametrize("who", ["vic", "ap"])
async def test_only_an_admin_may_change_them(office: House, who: str, words: str) -> None:
    answered = await office.ask(who, words, channel=Channel.MAIL)

    assert answered.outcome == "not_allowed"
    assert "Dana Reyes" in words_of(answered.card)
    assert await flags(office) == {"met_acc_acme": "default"}


async def test_wire_details_are_in_the_pdf_only(office: House) -> None:
    answered = await office.ask("vic", "how do I pay by wire?")

    assert answered.outcome == "wire_shown"
    assert sayings(answered.card) == ["pdf 121", "pdf 122", "pdf 123"]


async def test_another_method_becomes_the_default_and_there_is_one_only(office: House) -> None:
    amex = await on_file(office, "Amex", "0005")

    answered = await office.ask("dana", "make 0005 the default")

    assert answered.outcome == "methods_arranged"
    assert await flags(office) == {"met_acc_acme": "", amex: "default"}
    offered = await office.ask("dana", "pay invoice 123")
    assert "Amex ending in 0005" in words_of(offered.card)


async def test_the_default_and_the_backup_change_places(office: House) -> None:
    amex = await on_file(office, "Amex", "0005")
    await office.ask("dana", "make amex my backup")

    await office.ask("dana", "make 4242 my backup")

    assert await flags(office) == {"met_acc_acme": "backup", amex: "default"}


async def test_no_backup_takes_it_back(office: House) -> None:
    amex = await on_file(office, "Amex", "0005")
    await office.ask("dana", "make amex my backup")

    await office.ask("dana", "no backup")

    assert await flags(office) == {"met_acc_acme": "default", amex: ""}


async def test_removing_asks_once_more_and_a_yes_does_it(office: House) -> None:
    asked = await office.ask("dana", "remove 4242")

    assert asked.outcome == "method_to_confirm"
    assert await flags(office) == {"met_acc_acme": "default"}

    done = await office.ask("dana", "yes")

    assert done.outcome == "method_removed"
    assert await flags(office) == {"met_acc_acme": "removed"}
    shown = await office.ask("dana", "payment methods")
    assert "No payment method is saved" in words_of(shown.card)


async def test_a_no_leaves_it(office: House) -> None:
    await office.ask("dana", "remove 4242")

    answered = await office.ask("dana", "no")

    assert answered.outcome == "method_list"
    assert await flags(office) == {"met_acc_acme": "default"}


async def test_somebody_elses_yes_removes_nothing(office: House) -> None:
    await office.ask("dana", "remove 4242", conversation="channel")

    await office.ask("vic", "yes", conversation="channel")

    assert await flags(office) == {"met_acc_acme": "default"}


async def test_the_same_removal_twice_is_told_once(office: House) -> None:
    request = office.request("dana", "remove met_acc_acme for good", key="twice")

    first = await office.desk.ask(request)
    again = await office.desk.ask(request)
    await office.work()

    assert (first.outcome, again.outcome) == ("method_removed", "method_removed")
    assert office.told("Removed: Visa 4242") == [
        ("mail", "ap@acme.example"),
        ("mail", "dana@acme.example"),
    ]


async def test_when_the_default_goes_the_backup_takes_its_place(office: House) -> None:
    amex = await on_file(office, "Amex", "0005")
    await on_file(office, "Visa", "1881")
    await office.ask("dana", "make amex my backup")

    await office.ask("dana", "remove 4242")
    await office.ask("dana", "yes")

    assert (await flags(office))[amex] == "default"


async def test_the_last_one_stays_where_the_account_must_keep_one(office: House) -> None:
    await office.change("UPDATE accounts SET require_payment_method = true")

    answered = await office.ask("dana", "remove met_acc_acme for good")

    assert answered.outcome == "method_required"
    assert "add its replacement first" in words_of(answered.card)
    assert await flags(office) == {"met_acc_acme": "default"}


async def test_the_default_that_is_charged_by_itself_changes_only_after_a_yes(
    office: House,
) -> None:
    amex = await on_file(office, "Amex", "0005")
    await office.change("UPDATE accounts SET require_payment_method = true")

    asked = await office.ask("dana", "make amex the default")

    assert asked.outcome == "method_to_confirm"
    assert (await flags(office))[amex] == ""
    assert (await office.ask("dana", "yes")).outcome == "methods_arranged"
    assert (await flags(office))[amex] == "default"


async def test_a_method_that_a_payment_is_charging_stays(office: House) -> None:
    await office.pay("dana", "123")

    answered = await office.ask("dana", "remove 4242")

    assert answered.outcome == "method_busy"
    assert await flags(office) == {"met_acc_acme": "default"}


async def test_an_offer_with_a_method_that_was_removed_meanwhile_is_made_afresh(
    house: House,
) -> None:
    offered = await house.ask("ap", "pay invoice 123", channel=Channel.MAIL)
    await house.ask("dana", "remove met_acc_acme for good")

    answered = await house.ask("ap", "yes", channel=Channel.MAIL)

    assert "Visa ending in 4242" in words_of(offered.card)
    assert answered.outcome == "offer_made"
    assert "secure payment page" in words_of(answered.card)
    assert await house.payments() == []


async def test_two_with_the_same_digits_are_asked_about(office: House) -> None:
    other = await on_file(office, "Mastercard", "4242")

    asked = await office.ask("dana", "make 4242 the default")
    answered = await office.ask("dana", "2")

    assert asked.outcome == "method_unclear"
    assert [each.label for each in asked.card.choices] == [
        "Visa 4242, expires 12/34, default",
        "Mastercard 4242, expires 03/28",
    ]
    assert answered.outcome == "methods_arranged"
    assert (await flags(office))[other] == "default"


async def test_a_brand_makes_it_clear(office: House) -> None:
    other = await on_file(office, "Mastercard", "4242")

    answered = await office.ask("dana", "make mastercard 4242 the default")

    assert answered.outcome == "methods_arranged"
    assert (await flags(office))[other] == "default"


@pytest.mark.parametrize("words", ["remove 9999", "remove met_acc_globex for good"])
async def test_fault_78_another_accounts_method_is_as_unknown_as_none(
    office: House, words: str
) -> None:
    answered = await office.ask("dana", words)

    assert answered.outcome == "method_unknown"
    assert "9995" not in words_of(answered.card)
    (row,) = await office.rows("SELECT removed_at FROM methods WHERE id = 'met_acc_globex'")
    assert row.removed_at is None


async def test_what_is_not_verified_cannot_be_the_default(office: House) -> None:
    await on_file(office, "Bank", "6789", state=MethodState.PENDING)

    answered = await office.ask("dana", "make 6789 the default")

    assert answered.outcome == "method_not_usable"
    assert await flags(office) == {"met_acc_acme": "default", "met_bank6789": ""}


async def test_old_payments_go_on_naming_a_removed_method(house: House) -> None:
    await house.pay("dana", "123")
    await house.work()

    removed = await house.ask("dana", "remove met_acc_acme for good")
    shown = await house.ask("dana", "did 123 go through?")

    assert removed.outcome == "method_removed"
    assert "4242" in words_of(shown.card)


async def test_an_account_without_methods_says_so(office: House) -> None:
    shown = await office.ask("dana", "payment methods for Acme EU")

    assert shown.card.title == "Payment methods of Acme EU"
    assert "No payment method is saved" in words_of(shown.card)


async def test_with_autopay_on_another_default_takes_a_yes_and_a_removal_says_so(
    office: House,
) -> None:
    amex = await on_file(office, "Amex", "0005")
    await office.ask("dana", "turn autopay on")
    turned_on = await office.ask("dana", "yes")

    asked = await office.ask("dana", "make amex the default")
    removing = await office.ask("dana", "remove 4242")

    assert turned_on.outcome == "autopay_shown", turned_on.card
    assert asked.outcome == "method_to_confirm"
    assert "charged automatically" in words_of(removing.card)
    assert (await flags(office))[amex] == ""
