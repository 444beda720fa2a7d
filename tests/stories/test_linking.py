"""A stranger in Slack says who they are, proves it by mail, and is known from then on."""

import asyncio

import pytest

from assistant.desk import Desk
from assistant.request import Channel
from tests.stories.house import NOON, SUPPORT, House, words_of

AP = "T02ACME/U02AP"
MAIL = "ap@acme.example"
EVE = "T99EVIL/U99EVE"


async def code_of(house: House) -> str:
    """The code in the last mail."""
    await house.work()
    mail = house.mail.sent[-1]
    assert mail.card.title == "Your code to link Slack", mail.card
    return next(fact.value for fact in mail.card.facts if fact.label == "Code")


async def linked(house: House, who: str = AP, mail: str = MAIL) -> None:
    await house.ask(who, f"link {mail}")
    assert (await house.ask(who, await code_of(house))).outcome == "link_made"


async def test_a_stranger_is_told_how_to_link_and_nothing_else(office: House) -> None:
    said = [
        await office.ask(AP, words)
        for words in (
            "hello",
            "show my invoices",
            "pay invoice 123",
            "yes",
            "unlink",
            "invoice 999",
        )
    ]

    assert {each.outcome for each in said} == {"stranger"}
    assert len({words_of(each.card) for each in said}) == 1
    assert "link you@company.example" in words_of(said[0].card)
    assert "Acme" not in words_of(said[0].card)


@pytest.mark.parametrize(
    "words",
    ["link ap@acme.example", "I am ap@acme.example", "My e-mail is AP@acme.example.", MAIL],
)
async def test_the_code_said_back_links_and_the_person_is_told_by_mail(
    office: House, words: str
) -> None:
    asked = await office.ask(AP, words)
    code = await code_of(office)
    made = await office.ask(AP, f"code {code}")
    await office.work()

    assert asked.outcome == "link_asked"
    assert code not in words_of(asked.card)
    assert made.outcome == "link_made"
    assert office.mail.sent[-1].address == MAIL
    assert office.mail.sent[-1].card.title == "A Slack account now speaks for you"
    known = await office.ask(AP, "show my invoices")
    assert known.outcome == "invoice_list"
    assert known.person_id == "per_ap_acme"


async def test_an_address_on_nobodys_file_gets_the_same_words_and_no_mail(office: House) -> None:
    theirs = await office.ask(EVE, f"link {MAIL}")
    nobodys = await office.ask(EVE, "link no@acme.example")
    await office.work()

    assert words_of(theirs.card).replace(MAIL, "x") == words_of(nobodys.card).replace(
        "no@acme.example", "x"
    )
    assert [each.address for each in office.mail.sent] == [MAIL]


async def test_47_a_code_is_of_use_to_nobody_but_the_one_who_asked(office: House) -> None:
    await office.ask(AP, f"link {MAIL}")
    code = await code_of(office)

    stolen = await office.ask(EVE, code)

    assert stolen.outcome == "link_refused"
    assert (await office.ask(EVE, "show my invoices")).outcome == "stranger"
    assert (await office.ask(f"T99EVIL/{AP.partition('/')[2]}", code)).outcome == "link_refused"


async def test_a_code_works_for_a_quarter_of_an_hour(office: House) -> None:
    await office.ask(AP, f"link {MAIL}")
    code = await code_of(office)

    office.clock.advance(minutes=15)

    assert (await office.ask(AP, code)).outcome == "link_refused"


async def test_61_five_wrong_codes_make_the_right_one_wrong(office: House) -> None:
    await office.ask(AP, f"link {MAIL}")
    code = await code_of(office)

    wrong = [await office.ask(AP, "bbbb-cccc") for _ in range(5)]

    assert {each.outcome for each in wrong} == {"link_refused"}
    assert (await office.ask(AP, code)).outcome == "link_refused"


async def test_a_mistyped_code_is_said_to_be_wrong_whether_or_not_the_address_is_known(
    office: House,
) -> None:
    before = await office.ask(AP, "000000")
    said = []
    for who, address in ((AP, "ap@acme.example"), (EVE, "nobody@nowhere.example")):
        await office.ask(who, f"link {address}")
        tries = ("000000", "bbbb-ccc", "code bbbbcccc", "12345678", "bbbb-cccc", "bbbb-dddd")
        said.append([words_of((await office.ask(who, code)).card) for code in tries])

    assert before.outcome == "stranger"
    assert said[0] == said[1]
    assert "That code is not right" in said[0][0]
    assert "you may try 4 more times" in said[0][0]
    assert "you may try 1 more time." in said[0][3]
    assert "there were too many wrong ones" in said[0][4]
    assert (await office.ask(AP, "thanks")).outcome == "stranger"


async def test_a_new_code_is_the_only_one(office: House) -> None:
    await office.ask(AP, f"link {MAIL}")
    first = await code_of(office)
    office.clock.advance(minutes=1)
    await office.ask(AP, f"link {MAIL}")
    second = await code_of(office)

    assert (await office.ask(AP, first)).outcome == "link_refused"
    assert (await office.ask(AP, second)).outcome == "link_made"


async def test_85_one_user_may_ask_five_times_a_day_whoever_has_the_address(office: House) -> None:
    for number in range(5):
        asked = await office.ask(EVE, f"link nobody{number}@acme.example")
        assert asked.outcome == "link_asked"

    refused = await office.ask(EVE, f"link {MAIL}")
    office.clock.advance(hours=25)

    assert refused.outcome == "link_refused"
    assert (await office.ask(EVE, f"link {MAIL}")).outcome == "link_asked"


async def test_85_one_address_is_mailed_five_times_a_day_whoever_asks(office: House) -> None:
    for number in range(9):
        asked = await office.ask(f"T99EVIL/U{number}", f"link {MAIL}")
        assert asked.outcome == "link_asked"
    await office.work()

    assert [each.address for each in office.mail.sent] == [MAIL] * 5


async def test_35_the_same_message_twice_is_one_mail_and_one_link(office: House) -> None:
    for _ in range(2):
        await office.ask(AP, f"link {MAIL}", key="ask")
    code = await code_of(office)
    made = [await office.ask(AP, code, key=key) for key in ("say", "say", "again")]
    await office.work()

    assert [each.outcome for each in made] == ["link_made"] * 3
    titles = [each.card.title for each in office.mail.sent]
    assert titles == ["Your code to link Slack", "A Slack account now speaks for you"]


async def test_a_link_asked_for_before_a_death_is_mailed_after_it(office: House) -> None:
    await office.accept(AP, f"link {MAIL}")
    # whoever accepted it has died: another process finds the row
    other = Desk(office.database, office.desk.line, office.desk.notifier, None, office.clock)
    office.clock.advance(minutes=2)

    await other.work()

    assert await code_of(office)


async def test_both_halves_of_a_race_end_in_one_link(office: House) -> None:
    await office.ask(AP, f"link {MAIL}")
    code = await code_of(office)

    both = await asyncio.gather(office.ask(AP, code), office.ask(AP, code))

    assert [each.outcome for each in both] == ["link_made"] * 2
    rows = await office.rows("SELECT * FROM slack_links WHERE address = :who", who=AP)
    assert len(rows) == 1


async def test_unlinking_in_slack_ends_it_at_once_and_the_person_is_told(office: House) -> None:
    await linked(office)

    ended = await office.ask(AP, "unlink my slack")
    await office.work()

    assert ended.outcome == "link_ended"
    assert (await office.ask(AP, "show my invoices")).outcome == "stranger"
    assert office.mail.sent[-1].card.title == "A Slack account no longer speaks for you"


async def test_unlinking_by_mail_ends_every_link(office: House) -> None:
    await linked(office)
    await linked(office, who="T05OTHER/U05AP")

    ended = await office.ask("ap", "unlink all", channel=Channel.MAIL)

    assert ended.outcome == "link_ended"
    assert "2 Slack accounts" in words_of(ended.card)
    assert (await office.ask(AP, "help")).outcome == "stranger"
    assert (await office.ask("dana", "help")).outcome == "helped"


async def test_unlinking_in_slack_leaves_other_links(office: House) -> None:
    await linked(office)
    await linked(office, who="T05OTHER/U05AP")

    await office.ask(AP, "unlink")

    assert (await office.ask("T05OTHER/U05AP", "help")).outcome == "helped"


async def test_an_unlinked_code_does_not_link_again(office: House) -> None:
    await office.ask(AP, f"link {MAIL}")
    code = await code_of(office)
    await office.ask(AP, code)
    await office.ask(AP, "unlink")

    assert (await office.ask(AP, code)).outcome == "link_refused"


async def test_somebody_known_may_become_somebody_else_by_the_same_proof(office: House) -> None:
    await linked(office, who="T02ACME/U02VIC")

    known = await office.ask("vic", "which account is this")

    assert known.person_id == "per_ap_acme"


async def test_by_mail_nobody_is_linked(office: House) -> None:
    asked = await office.ask("dana", f"link {MAIL}", channel=Channel.MAIL)
    await office.work()

    assert asked.outcome == "link_refused"
    assert office.mail.sent == []


async def test_82_a_code_is_in_no_row_once_it_was_sent(office: House) -> None:
    await office.ask(AP, f"link {MAIL}")
    code = await code_of(office)

    for table in ("link_asks", "deliveries", "requests", "events"):
        for row in await office.rows(f"SELECT * FROM {table}"):
            assert code not in str(row), table
            assert code.replace("-", "") not in str(row), table


async def test_a_stranger_is_sent_to_a_person_where_no_mail_can_be_sent(office: House) -> None:
    object.__setattr__(office.desk.line, "mails", False)

    answered = await office.ask(AP, f"link {MAIL}")

    assert answered.outcome == "stranger"
    assert "link you@" not in words_of(answered.card)
    assert SUPPORT in words_of(answered.card)
    assert office.clock() == NOON
