"""Cases: a person of ours takes over, and the customer hears them where they asked."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from assistant.billing.cases.pausing import Pause, asking_for_paused
from assistant.inbox import Answered
from assistant.notify.desk import AgentsDesk
from assistant.notify.senders import DeliveryFailedError, DeliveryLaterError, Outgoing
from assistant.request import Channel, Proof, Sender
from assistant.trace import trace
from tests.stories.house import SUPPORT, House, id_in, sayings, words_of
from tests.stories.reminded import days_pass, flag, reminders

DESK = "T01SELLER/C0DESK"
EU_DESK = "T01SELLER/C0EU"


def in_slack(house: House) -> None:
    """The agents have channels in Slack; each message there has a place of its own."""
    desk = AgentsDesk(slack=DESK, eu_slack=EU_DESK, mail=SUPPORT)
    house.desk.notifier = replace(house.desk.notifier, desk=desk)
    house.desk.line = replace(house.desk.line, desk=True)


def at_desk(house: House, address: str = DESK) -> list[Outgoing]:
    return [each for each in house.slack.sent if each.address == address]


def reply_id(answered: Answered) -> str:
    found = id_in(answered.card, "rep")
    assert found is not None, answered.card
    return found[0]


async def answer(house: House, number: int, words: str, *, who: str = "sam") -> Answered:
    await house.ask(who, f"reply to case {number}: {words}", conversation="desk")
    return await house.ask(who, "yes", conversation="desk")


async def case(house: House, number: int = 1) -> Any:
    (row,) = await house.rows("SELECT * FROM cases WHERE number = :number", number=number)
    return row


def place(channel: str, user: str, thread: str = "", *, private: bool = False) -> str:
    told = {"team": "T02ACME", "channel": channel, "user": user, "thread_ts": thread}
    return orjson.dumps({**told, "private": private}).decode()


# --- opened, and told


async def test_agents_hear_of_a_case_in_their_channel_with_what_was_said_before(
    office: House,
) -> None:
    in_slack(office)
    await office.accept("dana", "what is 123 all about")
    await office.work()
    office.clock.advance(minutes=1)
    await office.accept("dana", "talk to a human, card 4242 4242 4242 4242 does not work")
    await office.work()

    (told,) = at_desk(office)
    said = words_of(told.card)
    assert told.card.title == "Case 1: Dana Reyes asks for a person"
    assert "what is 123 all about" in said
    assert "4242 4242" not in said
    assert "stays among agents" in said
    assert [each.label for each in told.card.actions] == [
        "Claim",
        "Reply to customer",
        "Assign",
        "Snooze a day",
        "Resolve",
    ]
    assert [each for each in office.mail.sent if each.address == SUPPORT] == []


async def test_without_slack_the_agents_are_mailed_each_case_in_a_thread_of_its_own(
    office: House,
) -> None:
    await office.ask("dana", "talk to a human")
    await office.ask("ap", "talk to a human", channel=Channel.MAIL)
    await office.work()
    office.clock.advance(minutes=1)
    await office.ask("dana", "case 1: it is urgent")
    await office.work()

    mailed = [each for each in office.mail.sent if each.address == SUPPORT]
    assert [each.below for each in mailed[:2]] == [None, None]
    assert mailed[2].below == "far-1"


async def test_accounts_within_the_eu_are_told_in_the_eu_channel_only(office: House) -> None:
    in_slack(office)
    await office.change("UPDATE accounts SET eu_supported = true WHERE id = 'acc_globex'")

    await office.ask("gus", "talk to a human")
    await office.work()

    assert len(at_desk(office, EU_DESK)) == 1
    assert at_desk(office) == []


async def test_while_slack_is_down_nothing_is_lost_and_the_order_stays(office: House) -> None:
    in_slack(office)
    office.slack.troubles = [DeliveryLaterError("down")] * 2
    await office.ask("dana", "talk to a human")
    await office.work()
    office.clock.advance(seconds=1)
    await office.ask("dana", "case 1: still there?")
    await office.work()
    assert at_desk(office) == []

    for _ in range(2):
        office.clock.advance(minutes=5)
        await office.work()

    first, second = at_desk(office)
    assert first.card.title.endswith("asks for a person")
    assert first.below is None
    assert second.card.title == "Case 1: Dana Reyes adds"
    assert second.below == "far-1"


async def test_a_channel_that_takes_nothing_any_more_makes_it_a_mail(office: House) -> None:
    in_slack(office)
    office.slack.troubles = [DeliveryFailedError("is_archived")]
    await office.ask("dana", "talk to a human")
    await office.work()

    assert [each.address for each in office.mail.sent] == [SUPPORT]


# --- held


async def test_one_agent_has_a_case_and_the_other_hears_who(office: House) -> None:
    await office.ask("dana", "talk to a human")
    first = await office.ask("sam", "claim case 1")
    second = await office.ask("uma", "claim case 1")
    again = await office.ask("sam", "claim case 1")

    assert first.outcome == again.outcome == "case_changed"
    assert second.outcome == "case_refused"
    assert "Sam Okafor has it" in words_of(second.card)
    assert (await case(office)).holder_id == "per_sam_seller"


async def test_a_case_is_given_to_another_who_hears_it_by_themselves(office: House) -> None:
    in_slack(office)
    await office.ask("dana", "talk to a human")
    whom = await office.ask("sam", "assign case 1")
    done = await office.ask("sam", sayings(whom.card)[1])
    await office.work()

    assert sayings(whom.card) == ["assign case 1 to Sam Okafor", "assign case 1 to Uma Lind"]
    assert done.card.title == "Case 1 is with Uma Lind"
    assert "T01SELLER/U01UMA" in {each.address for each in office.slack.sent}
    assert (await case(office)).holder_id == "per_uma_seller"


async def test_nobody_is_given_a_case_who_is_no_agent(office: House) -> None:
    await office.ask("dana", "talk to a human")

    refused = await office.ask("sam", "assign case 1 to Dana Reyes")

    assert refused.outcome == "case_refused"
    assert (await case(office)).holder_id is None


async def test_a_snoozed_case_comes_back_by_itself_once(office: House) -> None:
    in_slack(office)
    await office.ask("dana", "talk to a human")
    await office.ask("sam", "claim case 1")
    await office.ask("sam", "snooze case 1 for 2 hours")
    await office.work()
    assert (await case(office)).state == "snoozed"

    office.clock.advance(hours=2)
    await office.work()
    await office.work()

    assert (await case(office)).state == "claimed"
    assert [each.card.title for each in at_desk(office)].count("Case 1 is back") == 1


async def test_a_customer_who_adds_wakes_and_reopens(office: House) -> None:
    await office.ask("dana", "talk to a human")
    await office.ask("sam", "snooze case 1 until tomorrow")
    await office.ask("dana", "case 1: please")
    woken = (await case(office)).state
    await office.ask("sam", "resolve case 1")
    await office.ask("dana", "case 1: it is back again")

    assert woken == "claimed"
    assert (await case(office)).state == "open"


# --- answered


async def test_a_reply_is_shown_first_and_goes_to_where_the_customer_asked(office: House) -> None:
    in_slack(office)
    here = place("C9", "U02DANA", "1.1")
    await office.ask("dana", "talk to a human", place=here)

    shown = await office.ask("sam", "reply to case 1: We have corrected it.\n\nSorry!")
    await office.work()
    assert shown.outcome == "reply_drafted"
    assert "Nothing has been sent yet" in words_of(shown.card)
    assert office.told("Sam Okafor answers you") == []

    sent = await office.ask("sam", "yes")
    await office.work()

    (told,) = [each for each in office.slack.sent if each.card.title == "Sam Okafor answers you"]
    assert sent.outcome == "reply_sent"
    assert told.address == "T02ACME/U02DANA"
    assert told.place == here
    assert told.lasting
    assert told.card.paragraphs[:2] == ("We have corrected it.", "Sorry!")
    assert (await case(office)).answered_at is not None
    assert (await case(office)).holder_id == "per_sam_seller"


@pytest.mark.parametrize("channel", [Channel.MAIL, Channel.TERMINAL])
async def test_who_asked_elsewhere_is_answered_by_mail(office: House, channel: Channel) -> None:
    await office.ask("ap", "talk to a human", channel=channel, place="")
    await answer(office, 1, "Hello")
    await office.work()

    assert office.told("Sam Okafor answers you") == [("mail", "ap@acme.example")]


async def test_a_reply_confirmed_twice_is_sent_once(office: House) -> None:
    await office.ask("dana", "talk to a human")
    shown = await office.ask("sam", "reply to case 1: Hello")
    first = await office.ask("sam", f"send reply {reply_id(shown)}")
    again = await office.ask("sam", f"send reply {reply_id(shown)}")
    await office.work()

    assert first.outcome == again.outcome == "reply_sent"
    assert "was not sent again" in words_of(again.card)
    assert len(office.told("Sam Okafor answers you")) == 1


async def test_a_draft_that_was_thrown_away_is_never_sent(office: House) -> None:
    await office.ask("dana", "talk to a human")
    shown = await office.ask("sam", "reply to case 1: Hello")
    await office.ask("sam", "no")
    late = await office.ask("sam", f"send reply {reply_id(shown)}")
    await office.work()

    assert late.outcome == "case_refused"
    assert office.told("Sam Okafor answers you") == []


async def test_nobody_sends_what_another_agent_wrote_or_answers_their_case(office: House) -> None:
    await office.ask("dana", "talk to a human")
    shown = await office.ask("sam", "reply to case 1: Hello")
    others = await office.ask("uma", f"send reply {reply_id(shown)}")
    await office.ask("uma", "claim case 1")
    taken = await office.ask("sam", f"send reply {reply_id(shown)}")
    await office.work()

    assert others.outcome == taken.outcome == "case_refused"
    assert office.told("Sam Okafor answers you") == []


async def test_what_the_customer_reads_is_in_their_language(office: House) -> None:
    await office.ask("gus", "talk to a human")
    await answer(office, 1, "Guten Tag")
    await office.work()

    assert office.told("Sam Okafor antwortet Ihnen") != []


async def test_resolving_tells_the_customer_and_keeps_the_times(office: House) -> None:
    await office.ask("dana", "talk to a human")
    await answer(office, 1, "Done")
    office.clock.advance(hours=1)
    done = await office.ask("sam", "resolve case 1")
    again = await office.ask("uma", "resolve case 1")
    await office.work()

    row = await case(office)
    assert done.outcome == "case_changed"
    assert again.outcome == "case_refused"
    assert len(office.told("Case 1 is closed")) == 1
    assert str(row.answered_at) < str(row.closed_at)


# --- internal by default


async def test_what_an_agent_writes_in_the_thread_is_a_note_and_goes_nowhere(
    office: House,
) -> None:
    in_slack(office)
    await office.ask("dana", "talk to a human")
    await office.work()
    await office.change("UPDATE cases SET thread = 'C0DESK/5.5'")
    sam = Sender(channel=Channel.SLACK, address="T01SELLER/U01SAM", proof=Proof.SIGNED)
    dana = Sender(channel=Channel.SLACK, address="T02ACME/U02DANA", proof=Proof.SIGNED)
    before = len(office.slack.sent)

    here = await office.desk.resume(sam, "C0DESK/5.5")
    noted = await office.ask("sam", "she is right, we owe her 50", conversation="C0DESK/5.5")
    await office.ask("sam", "reply to case 1: Hello", conversation="C0DESK/5.5")
    sent = await office.ask("sam", "yes", conversation="C0DESK/5.5")
    await office.work()

    assert here == "C0DESK/5.5"
    assert await office.desk.resume(dana, "C0DESK/5.5") is None
    assert noted.card.title == "Case 1 has your note"
    assert sent.outcome == "reply_sent"
    words = [words_of(each.card) for each in office.slack.sent[before:]]
    assert not [each for each in words if "we owe her 50" in each]
    assert len(office.told("Sam Okafor answers you")) == 1


async def test_a_note_is_on_the_case_for_agents_and_never_for_the_customer(office: House) -> None:
    await office.ask("dana", "talk to a human")
    await office.ask("sam", "note on case 1: an old friend of ours")
    agents = await office.ask("uma", "case 1")
    customers = await office.ask("dana", "case 1")

    assert "an old friend of ours" in words_of(agents.card)
    assert customers.outcome == "your_cases"
    assert "old friend" not in words_of(customers.card)


@pytest.mark.parametrize(
    "words",
    [
        "claim case 1",
        "assign case 1 to me",
        "resolve case 1",
        "snooze case 1",
        "reply to case 1: hello",
        "note on case 1: hello",
        "unanswered requests",
    ],
)
async def test_a_customer_does_nothing_with_cases_but_read_and_add(
    office: House, words: str
) -> None:
    await office.ask("dana", "talk to a human")
    before = await case(office)
    await office.ask("vic", words, conversation="other")
    await office.ask("dana", words, conversation="other")

    after = await case(office)
    assert (after.state, after.holder_id) == (before.state, before.holder_id)
    assert await office.rows("SELECT * FROM case_replies") == []
    assert await office.rows("SELECT * FROM case_entries WHERE kind <> 'asked'") == []


async def test_a_colleague_and_a_stranger_learn_nothing_of_a_case(office: House) -> None:
    await office.ask("dana", "talk to a human")

    colleague = await office.ask("ap", "case 1", channel=Channel.MAIL)
    nobody = await office.ask("ap", "case 99", channel=Channel.MAIL)
    adds = await office.ask("vic", "case 1: me too")

    assert colleague.outcome == nobody.outcome == adds.outcome == "your_case_unknown"
    assert words_of(colleague.card).replace("1", "99") == words_of(nobody.card)


async def test_the_same_user_id_in_another_team_is_no_agent(office: House) -> None:
    await office.ask("dana", "talk to a human")

    answered = await office.ask("T99OTHER/U01SAM", "claim case 1")

    assert answered.outcome == "stranger"
    assert (await case(office)).holder_id is None


async def test_who_is_no_agent_any_more_sends_nothing(office: House) -> None:
    await office.ask("dana", "talk to a human")
    shown = await office.ask("sam", "reply to case 1: Hello")
    await office.change("UPDATE people SET agent = false WHERE id = 'per_sam_seller'")
    await office.ask("sam", f"send reply {reply_id(shown)}")
    await office.work()

    assert office.told("Sam Okafor answers you") == []


# --- quiet meanwhile


async def test_while_an_agent_talks_what_is_no_clear_request_is_theirs(office: House) -> None:
    in_slack(office)
    await office.ask("dana", "talk to a human")
    await answer(office, 1, "Which invoice is it?")
    await office.work()
    before = len(office.slack.sent)

    await office.accept("dana", "the one for the thing you sold us back then")
    await office.accept("dana", "yes")
    await office.accept("dana", "thanks a lot!")
    await office.work()

    new = office.slack.sent[before:]
    assert {each.address for each in new} == {DESK}
    assert [each.card.title for each in new] == ["Case 1: Dana Reyes adds"] * 3


@pytest.mark.parametrize("channel", [Channel.SLACK, Channel.MAIL])
async def test_whoever_writes_after_a_claim_hears_once_who_has_their_case(
    office: House, channel: Channel
) -> None:
    where = {"channel": channel, "conversation": "t1", "place": '{"channel":"D1","thread":"t1"}'}
    await office.ask("dana", "talk to a human", **where)
    await office.ask("sam", "claim case 1")
    sender = office.mail if channel is Channel.MAIL else office.slack

    for words in ("are you there?", "the gronk is flurbed", "and it squeaks"):
        await office.accept("dana", words, **where)
        await office.work()

    told = [each for each in sender.sent if each.card.title == "Added to case 1"]
    assert len(told) == 1
    assert "Sam Okafor has your words" in words_of(told[0].card)


async def test_a_clear_request_is_answered_all_the_same(office: House) -> None:
    await office.ask("dana", "talk to a human")
    await office.ask("sam", "claim case 1")

    listed = await office.ask("dana", "show my invoices")
    elsewhere = await office.ask("dana", "blue elephants", conversation="another")

    assert listed.outcome == "invoice_list"
    assert elsewhere.outcome == "not_understood"


async def test_a_card_number_said_to_an_agent_is_removed_and_the_customer_hears_that(
    office: House,
) -> None:
    in_slack(office)
    await office.ask("dana", "talk to a human")
    await office.ask("sam", "claim case 1")
    await office.accept("dana", "well then it is 4242 4242 4242 4242 you know")
    await office.work()

    told = [each for each in office.slack.sent if each.address == "T02ACME/U02DANA"]
    assert "delete your message" in words_of(told[-1].card)
    assert not [each for each in office.slack.sent if "4242 4242" in words_of(each.card)]


async def test_once_resolved_the_assistant_speaks_again(office: House) -> None:
    await office.ask("dana", "talk to a human")
    await office.ask("sam", "claim case 1")
    await office.ask("sam", "resolve case 1")

    assert (await office.ask("dana", "blue elephants")).outcome == "not_understood"


async def test_nobody_is_chased_while_an_agent_has_their_case(office: House) -> None:
    async def pause(account: str = "acc_acme") -> Any:
        found = await office.database.read(lambda tx: asking_for_paused(tx, [account])())
        return found.get(account, Pause())

    await office.ask("dana", "talk to a human")
    assert not (await pause()).covers("121")
    await office.ask("sam", "claim case 1")

    assert (await pause()).covers("121")
    assert not (await pause("acc_kumo")).everything
    await office.ask("sam", "resolve case 1")
    assert not (await pause()).everything


async def test_reminders_wait_while_an_agent_has_the_case_and_go_on_afterwards(
    office: House,
) -> None:
    await flag(office, "ap")
    await office.ask("dana", "talk to a human")
    await office.ask("sam", "claim case 1")
    await days_pass(office, 5)
    meanwhile = reminders(office)

    await office.ask("sam", "resolve case 1")
    await days_pass(office, 3)

    assert meanwhile == []
    assert reminders(office) != []


# --- asked about


async def test_a_customer_asks_how_their_case_stands(office: House) -> None:
    none = await office.ask("dana", "what about my case?")
    await office.ask("dana", "talk to a human")
    waiting = await office.ask("dana", "what about my case?")
    await office.ask("sam", "claim case 1")
    held = await office.ask("dana", "case 1")

    assert none.card.title == "You have no open case"
    assert "Nobody has taken it up yet" in words_of(waiting.card)
    assert "Sam Okafor is looking after it" in words_of(held.card)


async def test_agents_list_what_is_open_theirs_and_unanswered(office: House) -> None:
    await office.ask("dana", "talk to a human")
    await office.ask("gus", "talk to a human")
    await answer(office, 1, "Hello")

    everything = await office.ask("sam", "cases")
    mine = await office.ask("sam", "my cases")
    unanswered = await office.ask("sam", "unanswered requests")

    assert [each.say for each in everything.card.choices] == ["case 1", "case 2"]
    assert [each.say for each in mine.card.choices] == ["case 1"]
    assert [each.say for each in unanswered.card.choices] == ["case 2"]


async def test_by_mail_the_answer_and_the_news_both_leave(office: House) -> None:
    await office.accept("ap", "talk to a human", channel=Channel.MAIL)
    await office.work()

    assert sorted(each.address for each in office.mail.sent) == ["ap@acme.example", SUPPORT]


async def test_the_operator_follows_a_case_by_its_number_without_what_agents_said(
    office: House,
) -> None:
    await office.ask("dana", "talk to a human")
    await office.ask("sam", "note on case 1: a difficult one", conversation="desk")
    await office.work()

    rows = await office.database.read(lambda tx: trace(tx, "case 1"))
    (row,) = await office.rows("SELECT id FROM cases")

    assert [each["number"] for each in rows if each["what"] == "case"] == [1]
    assert {"request", "case_entry", "event", "delivery"} <= {each["what"] for each in rows}
    assert "difficult" not in str([each for each in rows if each["what"] == "case_entry"])
    by_id = await office.database.read(lambda tx: trace(tx, row.id))
    assert sorted(map(str, rows)) == sorted(map(str, by_id))
    assert await office.database.read(lambda tx: trace(tx, "case 99")) == []


# --- over, and not over


async def resolved(office: House) -> None:
    await office.ask("dana", "talk to a human")
    await answer(office, 1, "Corrected.")
    await office.ask("sam", "resolve case 1")


@pytest.mark.parametrize(
    "words",
    ["that did not help, open it again", "reopen case 1", "Das hat nicht geholfen", "still wrong!"],
)
async def test_within_a_day_the_customers_words_open_it_again(office: House, words: str) -> None:
    await resolved(office)
    office.clock.advance(hours=23)

    again = await office.ask("dana", words)

    assert again.outcome == "added_to_case"
    assert (await case(office)).state == "claimed"
    shown = await office.ask("sam", "case 1")
    assert words in words_of(shown.card)


async def test_what_is_not_understood_then_is_offered_for_the_case(office: House) -> None:
    await resolved(office)

    asked = await office.ask("dana", "hm, the blue folder was meant")
    chosen = await office.ask("dana", "1")

    assert asked.outcome == "not_understood"
    assert [each.say for each in asked.card.choices] == ["case 1: hm, the blue folder was meant"]
    assert chosen.outcome == "added_to_case"
    assert (await case(office)).state == "claimed"


async def test_after_a_day_or_for_somebody_else_nothing_opens_again(office: House) -> None:
    await resolved(office)

    others = await office.ask("vic", "that did not help, open it again")
    paid = await office.ask("dana", "what do we owe")
    office.clock.advance(hours=25)
    late = await office.ask("dana", "that did not help, open it again")

    assert others.outcome == late.outcome == "not_understood"
    assert paid.outcome == "balance_shown"
    assert (await case(office)).state == "resolved"


@pytest.mark.parametrize("words", ["stop all mails", "no more e-mails please", "keine Mails mehr"])
async def test_no_more_mails_is_a_wish_and_never_a_case(office: House, words: str) -> None:
    await office.ask("dana", "I want a refund for 123")

    noted = await office.ask("dana", words)

    assert noted.outcome == "preferences_shown"
    assert "news about money that moves always come at once" in words_of(noted.card)
    (row,) = await office.rows("SELECT count(*) AS entries FROM case_entries")
    assert row.entries == 1
