"""Who belongs to an account: shown to all, changed by admins, asked before it is believed."""

import re
from typing import Any

import pytest

from assistant.card import Card
from assistant.inbox import Answered
from assistant.notify.senders import DeliveryLaterError, DeliveryUncertainError
from assistant.request import Channel, Proof
from assistant.trace import trace
from tests.stories.house import House, each_row, pay_with, sayings, words_of

AP2 = "ap2@acme.example"
DANA, VIC, AP = "dana@acme.example", "vic@acme.example", "ap@acme.example"


async def yes(house: House, words: str, who: str = "dana", **how: Any) -> Answered:
    """Ask for a change and confirm it."""
    offered = await house.ask(who, words, **how)
    assert offered.outcome == "contact_offered", offered.card
    return await house.ask(who, "yes", **how)


async def code_for(house: House, address: str) -> str:
    """The words that the newest mail to an address asks to be answered with."""
    await house.work()
    cards = [each.card for each in house.mail.sent if each.address == address]
    return next(say for say in sayings(cards[-1]) if say.startswith("verify"))


async def added(house: House, words: str = f"add {AP2} as payer", address: str = AP2) -> Answered:
    """Go through all steps of adding somebody."""
    asked = await yes(house, words)
    assert asked.outcome == "contact_asked"
    code = await code_for(house, address)
    return await house.ask(address, code, channel=Channel.MAIL)


async def members(house: House, account: str = "acc_acme") -> dict[str, int]:
    """The roles of an account's contacts by address."""
    query = (
        "SELECT email, role FROM contacts JOIN people ON people.id = person_id"
        " WHERE account_id = :account"
    )
    return {row.email: row.role for row in await house.rows(query, account=account)}


def table_of(card: Card) -> tuple[tuple[str, ...], ...]:
    assert card.table is not None
    return card.table.rows


# --- looking


@pytest.mark.parametrize("who", ["dana", "vic", "ap"])
async def test_everyone_at_an_account_may_see_who_its_contacts_are(office: House, who: str) -> None:
    channel = Channel.MAIL if who == "ap" else Channel.SLACK

    answered = await office.ask(who, "who gets our invoices?", channel=channel)

    rows = table_of(answered.card)
    assert [row[1] for row in rows] == [AP, DANA, VIC]
    assert [row[2] for row in rows] == ["payer", "admin", "viewer"]
    assert rows[0][3] == "invoices, payments"


async def test_contacts_of_another_account_are_told_for_that_account_only(office: House) -> None:
    eu = await office.ask("dana", "for Acme EU: who gets our invoices")
    theirs = await office.ask("dana", "for Globex: contacts")

    assert eu.card.title == "Contacts of Acme EU"
    assert [row[1] for row in table_of(eu.card)] == [DANA]
    assert theirs.outcome == "account_unknown"


# --- adding


async def test_a_new_address_becomes_a_contact_only_when_it_answers_itself(house: House) -> None:
    offered = await house.ask("dana", f"add {AP2} as payer for invoices")
    before = await members(house)
    asked = await house.ask("dana", "yes")
    waiting = await members(house)
    code = await code_for(house, AP2)

    answered = await house.ask(AP2, code, channel=Channel.MAIL)

    assert offered.outcome == "contact_offered"
    assert asked.outcome == "contact_asked"
    assert answered.outcome == "address_verified"
    assert AP2 not in before
    assert AP2 not in waiting
    assert (await members(house))[AP2] == 1
    seen = await house.ask(AP2, "who gets our invoices", channel=Channel.MAIL)
    (mine,) = [row for row in table_of(seen.card) if row[1] == AP2]
    assert mine[3] == "invoices"


async def test_until_it_answers_it_receives_nothing_but_the_question(house: House) -> None:
    await yes(house, f"add {AP2} as payer")
    await house.pay("dana", "123")
    await house.work()

    titles = [each.card.title for each in house.mail.sent if each.address == AP2]

    assert titles == ["Confirm your address for Acme"]
    answered = await house.ask(AP2, "show my invoices", channel=Channel.MAIL)
    assert answered.outcome == "not_allowed"
    assert "Acme" not in words_of(answered.card)


async def test_all_admins_are_told_when_it_is_asked_and_when_it_has_answered(house: House) -> None:
    await added(house)
    await house.work()

    assert house.told("New contact asked for") == [("mail", DANA), ("slack", "T02ACME/U02DANA")]
    assert house.told("New contact: ") == [
        ("mail", AP2),
        ("mail", DANA),
        ("slack", "T02ACME/U02DANA"),
    ]


async def test_a_new_admin_hears_who_may_change_contacts_already_which_no_payer_may(
    house: House,
) -> None:
    await added(house, f"add {AP2} as admin")
    early = await house.ask(AP2, "add bob@acme.example as viewer", channel=Channel.MAIL)

    assert early.outcome == "not_allowed"
    assert "Dana Reyes can" in early.card.paragraphs[0]
    assert "Accounts Payable" not in early.card.paragraphs[0]


async def test_a_new_payer_may_look_at_once_and_pay_a_day_later(house: House) -> None:
    await added(house)

    seen = await house.ask(AP2, "show my invoices", channel=Channel.MAIL)
    early = await house.ask(AP2, "pay invoice 123", channel=Channel.MAIL)
    house.clock.advance(hours=24)
    late = await house.ask(AP2, "pay invoice 123", channel=Channel.MAIL)

    assert seen.outcome == "invoice_list"
    assert early.outcome == "not_allowed"
    assert "11 Mar 2026" in early.card.paragraphs[0]
    assert "Acme Accounts Payable, Dana Reyes can" in early.card.paragraphs[0]
    assert late.outcome == "offer_made"


async def test_the_wait_is_the_accounts_own_to_set(house: House) -> None:
    await house.change("UPDATE accounts SET contact_wait_hours = 0 WHERE id = 'acc_acme'")
    await added(house)

    answered = await house.ask(AP2, "pay invoice 123", channel=Channel.MAIL)

    assert answered.outcome == "offer_made"


async def test_a_new_admin_may_not_change_contacts_before_the_wait_is_over(house: House) -> None:
    await added(house, f"add {AP2} as admin")

    early = await house.ask(AP2, f"remove {VIC}", channel=Channel.MAIL)
    house.clock.advance(hours=24)
    late = await house.ask(AP2, f"remove {VIC} for good", channel=Channel.MAIL)

    assert early.outcome == "not_allowed"
    assert late.outcome == "contact_done"


async def test_a_second_yes_asks_the_address_no_second_time(house: House) -> None:
    offered = await house.ask("dana", f"add {AP2}")
    confirm = next(say for say in sayings(offered.card) if say.startswith("confirm"))

    first = await house.ask("dana", confirm)
    again = await house.ask("dana", confirm)
    await house.work()

    assert first.outcome == again.outcome == "contact_asked"
    assert len([each for each in house.mail.sent if each.address == AP2]) == 1


async def test_a_no_leaves_everything_as_it_was(house: House) -> None:
    await house.ask("dana", f"add {AP2}")

    answered = await house.ask("dana", "no")
    await house.work()

    assert answered.outcome == "contact_cancelled"
    assert house.mail.sent == []


async def test_a_yes_after_the_offer_has_ended_changes_nothing(house: House) -> None:
    await house.ask("dana", f"add {AP2}")
    house.clock.advance(hours=1)

    answered = await house.ask("dana", "yes")

    assert answered.outcome == "contact_refused"
    assert await house.rows("SELECT id FROM people WHERE email = :a", a=AP2) == []


async def test_somebody_known_elsewhere_is_asked_too_and_then_belongs_to_both(house: House) -> None:
    kenji = "kenji@kumo.example"
    answered = await added(house, f"add {kenji} as viewer", kenji)

    assert answered.outcome == "address_verified"
    accounts = await house.ask("kenji", "my accounts")
    assert "Kumo" in words_of(accounts.card)
    assert "Acme" in words_of(accounts.card)


async def test_the_offer_does_not_tell_whether_the_address_is_known_elsewhere(
    office: House,
) -> None:
    known = await office.ask("dana", "add kenji@kumo.example as viewer")
    unknown = await office.ask("dana", "add taro@kumo.example as viewer")

    assert "Sato" not in words_of(known.card)
    change = re.compile("chg_[0-9a-f]{32}")
    assert change.sub("", words_of(known.card)) == change.sub(
        "", words_of(unknown.card).replace("taro", "kenji")
    )


async def test_an_address_at_a_new_domain_is_shown_with_a_caution(office: House) -> None:
    ascii_name = "аcme.example".encode("idna").decode()  # its first letter is Cyrillic

    near = await office.ask("dana", f"add {AP2}")
    far = await office.ask("dana", "add ap2@acrne.example")
    other_letters = await office.ask("dana", f"add ap2@{ascii_name}")

    assert "domain" not in words_of(near.card)
    assert "check it" in words_of(far.card)
    assert "аcme.example" in words_of(other_letters.card)


@pytest.mark.parametrize(
    "address",
    [
        "ар2@acme.example",  # Cyrillic
        "ap2@аcme.example",
        "ap2@acme",
        "ap2@-acme.example",
        "a..p@acme.example",
        ".ap@acme.example",
        "ap2@acme.example\r\nbcc:eve@evil.example",
        f"{'a' * 65}@acme.example",
        f"a@{'b' * 260}.example",
        '"ap2@acme.example',
    ],
)
async def test_only_one_plain_address_is_taken(office: House, address: str) -> None:
    answered = await office.ask("dana", f"add {address} as payer")

    assert answered.outcome in ("contact_refused", "not_understood", "person_needed")
    assert await office.rows("SELECT id FROM contact_changes") == []


async def test_an_address_written_large_is_the_same_contact(office: House) -> None:
    answered = await office.ask("dana", "add VIC@Acme.Example as payer")

    assert answered.outcome == "contact_refused"
    assert "already" in answered.card.paragraphs[0]
    assert f"make {VIC} a payer" in sayings(answered.card)


async def test_only_so_many_addresses_are_asked_a_day_even_if_all_are_taken_back(
    house: House,
) -> None:
    for number in range(10):
        await yes(house, f"add new{number}@acme.example")
        await house.ask("dana", "cancel")

    answered = await house.ask("dana", "add new10@acme.example")
    house.clock.advance(hours=25)
    tomorrow = await house.ask("dana", "add new10@acme.example")

    assert answered.outcome == "contact_refused"
    assert tomorrow.outcome == "contact_offered"


async def test_a_new_viewer_who_is_made_a_payer_still_waits(house: House) -> None:
    await added(house, f"add {AP2} as viewer")
    await yes(house, f"make {AP2} a payer")

    early = await house.ask(AP2, "pay invoice 123", channel=Channel.MAIL)

    assert early.outcome == "not_allowed"


async def test_one_contact_takes_the_place_of_another_when_it_has_answered(house: House) -> None:
    answered = await added(house, f"replace {AP} with {AP2}")
    await house.work()

    assert answered.outcome == "address_verified"
    assert await members(house) == {DANA: 2, VIC: 0, AP2: 1}
    assert ("mail", AP) in house.told("New contact asked for")
    assert ("mail", AP) in house.told("Acme Accounts Payable is no longer")
    seen = await house.ask("dana", "contacts")
    (mine,) = [row for row in table_of(seen.card) if row[1] == AP2]
    assert mine[3] == "invoices, payments"


# --- roles and what is told


async def test_raising_a_role_is_confirmed_and_told_to_the_old_address(house: House) -> None:
    answered = await yes(house, "make vic a payer")
    await house.work()

    assert answered.outcome == "contact_done"
    assert (await members(house))[VIC] == 1
    assert ("mail", VIC) in house.told("Vic Ito is payer now")
    assert (await house.ask("vic", "pay invoice 123")).outcome == "offer_made"


async def test_lowering_a_role_is_done_at_once(house: House) -> None:
    answered = await house.ask("dana", f"make {AP} a viewer")
    await house.work()

    assert answered.outcome == "contact_done"
    refused = await house.ask("ap", "pay invoice 123", channel=Channel.MAIL)
    assert refused.outcome == "not_allowed"
    assert ("mail", AP) in house.told("Acme Accounts Payable is viewer now")


async def test_who_is_no_longer_told_of_payments_is_not_told_of_them(house: House) -> None:
    stopped = await house.ask("dana", f"stop sending payments to {AP}")
    await house.pay("dana", "123")
    await house.work()

    assert stopped.outcome == "contact_done"
    assert ("mail", AP) in house.told("What Acme Accounts Payable receives")
    assert ("mail", AP) not in house.told("Paid")


async def test_a_contact_for_escalations_hears_of_trouble_only(house: House) -> None:
    await house.ask("dana", f"send escalations to {VIC}")
    await house.pay("dana", "122")
    await house.work()
    good = house.told("Paid")
    await pay_with(house, "acc_acme", "pm_card_chargeDeclined")
    await house.pay("dana", "123")
    await house.work()

    assert ("mail", VIC) not in good
    assert ("mail", VIC) in house.told("Not paid")


async def test_sending_to_somebody_new_is_offered_as_a_new_contact(office: House) -> None:
    answered = await office.ask("dana", f"send our invoices to {AP2}")

    assert answered.outcome == "contact_offered"
    facts = {each.label: each.value for each in answered.card.facts}
    assert facts["Receives"] == "invoices"
    assert facts["Role"].startswith("viewer")


async def test_what_is_so_already_is_said_to_be_so(office: House) -> None:
    role = await office.ask("dana", "make vic a viewer")
    flags = await office.ask("dana", f"stop sending reminders to {VIC}")

    assert role.outcome == flags.outcome == "contact_refused"


async def test_a_name_that_two_share_is_asked_back(office: House) -> None:
    await office.change("UPDATE people SET name = 'Vic Reyes' WHERE email = :a", a=DANA)

    answered = await office.ask("dana", "make vic a payer")

    assert answered.outcome == "contact_refused"
    assert "more than one" in answered.card.paragraphs[0]


async def test_nobody_is_found_who_only_belongs_to_another_account(office: House) -> None:
    theirs = await office.ask("dana", "remove gus@globex.example")
    nobodys = await office.ask("dana", "remove zed@globex.example")

    assert theirs.outcome == nobodys.outcome == "contact_refused"
    assert words_of(theirs.card) == words_of(nobodys.card).replace("zed@", "gus@")


# --- leaving


async def test_a_removed_contact_may_do_nothing_and_is_told_so(house: House) -> None:
    asked = await house.ask("dana", "remove vic")
    assert asked.outcome == "contact_leaving"
    assert VIC in await members(house)

    answered = await house.ask("dana", "yes")
    await house.work()

    assert answered.outcome == "contact_done"
    assert ("mail", VIC) in house.told("Vic Ito is no longer a contact")
    gone = await house.ask("vic", "show my invoices")
    assert gone.outcome == "not_allowed"
    assert "Acme" not in words_of(gone.card)


@pytest.mark.parametrize("words", ["no", "show my invoices", "yes?", "great"])
async def test_who_is_asked_about_stays_until_a_yes(office: House, words: str) -> None:
    await office.ask("dana", "remove vic")
    await office.ask("dana", words)
    await office.work()

    assert VIC in await members(office)


@pytest.mark.parametrize("words", [f"remove {DANA}", "make me a payer", "make dana a viewer"])
async def test_the_last_admin_stays(office: House, words: str) -> None:
    answered = await office.ask("dana", words)

    assert answered.outcome == "contact_refused"
    assert "only admin" in answered.card.paragraphs[0]
    assert (await members(office))[DANA] == 2


async def test_an_admin_may_go_when_there_is_another(office: House) -> None:
    await yes(office, "make vic an admin")

    answered = await office.ask("vic", f"remove {DANA} for good")

    assert answered.outcome == "contact_done"
    assert DANA not in await members(office)


# --- who may


@pytest.mark.parametrize(
    "words",
    [f"add {AP2} as payer", "make me a payer", f"remove {AP}", f"stop sending invoices to {AP}"],
)
@pytest.mark.parametrize("who", ["vic", "ap"])
async def test_only_admins_change_contacts(office: House, who: str, words: str) -> None:
    channel = Channel.MAIL if who == "ap" else Channel.SLACK
    before = await members(office)

    answered = await office.ask(who, words, channel=channel)

    assert answered.outcome == "not_allowed"
    assert "Dana Reyes" in answered.card.paragraphs[0]
    assert await members(office) == before


@pytest.mark.parametrize(
    "words",
    ["add new@globex.example", "remove gus@globex.example", "make me a payer"],
)
async def test_where_people_change_contacts_nobody_else_does(office: House, words: str) -> None:
    answered = await office.ask("gus", words)

    assert answered.outcome == "person_needed"
    assert "support@seller.example" in words_of(answered.card)
    listed = await office.ask("gus", "contacts")
    assert "support@seller.example" in listed.card.paragraphs[0]


async def test_an_admin_is_one_in_the_account_they_speak_for_and_no_other(office: House) -> None:
    answered = await office.ask("dana", f"for Acme EU: add {AP2} as payer")

    assert answered.outcome == "not_allowed"
    assert "Acme EU" in answered.card.title


# --- every door


@pytest.mark.parametrize("channel", [Channel.SLACK, Channel.MAIL, Channel.TERMINAL])
async def test_a_contact_is_added_by_every_channel(house: House, channel: Channel) -> None:
    asked = await yes(house, f"add {AP2} as payer", channel=channel)
    answered = await house.ask(AP2, await code_for(house, AP2), channel=Channel.MAIL)

    assert (asked.outcome, answered.outcome) == ("contact_asked", "address_verified")


async def test_a_mail_nobody_vouches_for_verifies_nothing(house: House) -> None:
    await yes(house, f"add {AP2} as payer")
    code = await code_for(house, AP2)

    answered = await house.ask(AP2, code, channel=Channel.MAIL, proof=Proof.NONE)

    assert answered.outcome == "stranger"
    assert AP2 not in await members(house)


# --- the code


async def test_the_code_is_kept_nowhere_once_it_was_sent(house: House) -> None:
    await yes(house, f"add {AP2} as payer")
    code = (await code_for(house, AP2)).removeprefix("verify ")

    rows = await house.database.read(lambda tx: "\n".join(each_row(tx)))

    assert re.fullmatch("([a-z]{5}-){5}[a-z]{5}", code)
    assert code not in rows
    assert code.replace("-", "") not in rows


@pytest.mark.parametrize("trouble", [DeliveryLaterError("busy"), DeliveryUncertainError("?")])
async def test_a_mail_that_is_tried_again_has_the_same_code(
    house: House, trouble: DeliveryLaterError | DeliveryUncertainError
) -> None:
    await yes(house, f"add {AP2} as payer")
    house.mail.troubles.append(trouble)
    await house.work()
    house.clock.advance(minutes=10)

    answered = await house.ask(AP2, await code_for(house, AP2), channel=Channel.MAIL)

    tried = [each for each in house.mail.tried if each.address == AP2]
    assert len({words_of(each.card) for each in tried}) == 1
    assert answered.outcome == "address_verified"


async def test_a_question_that_could_not_be_sent_for_days_is_not_sent_without_its_code(
    house: House,
) -> None:
    await yes(house, f"add {AP2} as payer")
    house.mail.troubles += [DeliveryLaterError("busy"), DeliveryLaterError("busy")]
    await house.work()
    await house.change("UPDATE deliveries SET secret = NULL")
    house.clock.advance(minutes=10)
    await house.work()

    assert [each for each in house.mail.sent if each.address == AP2] == []


async def test_a_change_can_be_followed_from_the_words_to_the_notices(house: House) -> None:
    await added(house)
    await house.work()

    rows = await house.database.read(lambda tx: trace(tx, AP2))

    seen = [(row["what"], row.get("kind") or row.get("state") or row.get("text")) for row in rows]
    assert seen[0] == ("request", f"add {AP2} as payer")
    assert ("contact change", "done") in seen
    assert ("event", "contact_invited") in seen
    assert [row for row in rows if row["what"] == "delivery"]


async def test_where_contacts_are_left_to_our_people_an_agent_changes_them_and_nobody_else(
    house: House,
) -> None:
    words = "send reminders to gus@globex.example"

    by_themselves = await house.ask("gus", words, channel=Channel.MAIL)
    by_agent = await house.ask("sam", f"for globex: {words}")
    elsewhere = await house.ask("sam", "for acme: send reminders to vic@acme.example")

    assert by_themselves.outcome == "person_needed"
    assert by_agent.outcome == "contact_done"
    assert elsewhere.outcome == "not_allowed"
    (told,) = await house.rows(
        "SELECT receives_reminders FROM contacts WHERE person_id LIKE '%gus%'"
    )
    assert told.receives_reminders
    facts = await house.rows("SELECT body FROM events WHERE kind = 'contact_changed'")
    assert "Sam Okafor" in str(facts[-1].body)


LEA, GUS = "lea@globex.example", "gus@globex.example"
DESK: dict[str, Any] = {"conversation": "desk"}


async def test_an_agent_adds_a_contact_with_a_yes_and_its_admins_hear_who_it_was(
    house: House,
) -> None:
    offered = await house.ask("sam", f"for globex: add {LEA} as payer", **DESK)
    before = await house.rows("SELECT state FROM contact_changes")
    asked = await house.ask("sam", "yes", **DESK)
    code = await code_for(house, LEA)
    answered = await house.ask(LEA, code, channel=Channel.MAIL)
    await house.work()
    paying = await house.ask(LEA, "pay all", channel=Channel.MAIL)

    assert offered.outcome == "contact_offered"
    assert sayings(offered.card)[0].startswith("for Globex: confirm chg_")
    assert [row.state for row in before] == ["live"]
    assert asked.outcome == "contact_asked"
    assert answered.outcome == "address_verified"
    assert (await members(house, "acc_globex"))[LEA] == 1
    assert paying.outcome == "not_allowed"  # it is new
    told = [words_of(each.card) for each in house.mail.sent if each.address == GUS]
    assert any("Sam Okafor" in words and LEA in words for words in told)
    trail = await house.database.read(lambda tx: trace(tx, LEA))
    assert "per_sam_seller" in {row["person"] for row in trail if row["what"] == "contact change"}


async def test_an_agent_raises_lowers_and_removes_where_contacts_are_left_to_them(
    house: House,
) -> None:
    await house.change("UPDATE accounts SET contact_changes = 'handoff' WHERE id = 'acc_acme'")
    listed = await house.ask("sam", "for acme: contacts", **DESK)
    raised = await house.ask("sam", "for acme: make vic payer", **DESK)
    now_payer = await house.ask("sam", sayings(raised.card)[0], **DESK)
    lowered = await house.ask("sam", "for acme: make vic viewer", **DESK)
    leaving = await house.ask("sam", "for acme: remove vic@acme.example", **DESK)
    removed = await house.ask("sam", sayings(leaving.card)[0], **DESK)
    by_admin = await house.ask("dana", "make ap viewer")

    assert "To change this, say for example" in words_of(listed.card)
    assert raised.outcome == "contact_offered"
    assert now_payer.outcome == lowered.outcome == removed.outcome == "contact_done"
    assert VIC not in await members(house)
    assert by_admin.outcome == "person_needed"


@pytest.mark.parametrize("words", [f"add {LEA} as payer", "make vic payer", f"remove {VIC}"])
async def test_where_its_admins_change_contacts_no_agent_does(house: House, words: str) -> None:
    before = await members(house)
    answered = await house.ask("sam", f"for acme: {words}", **DESK)

    assert answered.outcome == "not_allowed"
    assert await members(house) == before
    assert await house.rows("SELECT id FROM contact_changes") == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE people SET agent = false WHERE id = 'per_sam_seller'",
        "UPDATE accounts SET contact_changes = 'admin' WHERE id = 'acc_globex'",
    ],
)
async def test_what_an_agent_asked_for_ends_with_their_right_to_ask(
    house: House, change: str
) -> None:
    await house.ask("sam", f"for globex: add {LEA} as payer", **DESK)
    await house.ask("sam", "yes", **DESK)
    code = await code_for(house, LEA)
    await house.change(change)

    answered = await house.ask(LEA, code, channel=Channel.MAIL)

    assert answered.outcome == "code_refused"
    assert LEA not in await members(house, "acc_globex")
