"""What Slack's bodies say, and who says it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.handlers import slack_interactions
from assistant.handlers.slack_reading import (
    Challenged,
    Commanded,
    Ignored,
    LinksShared,
    Reading,
    Said,
    read,
    words,
)
from assistant.request import Channel, Proof, Request
from assistant.workspaces import manifest

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CORPORA = Path(__file__).parents[3] / "shared" / "corpora" / "slack"
BOT = {"team_id": "T1", "user_id": "UBOT", "is_bot": True}


def event(**parts: Any) -> dict[str, Any]:
    """A message to a channel, as the Events API brings it."""
    message = {
        "type": "message",
        "channel": "C1",
        "channel_type": "channel",
        "user": "U1",
        "team": "T1",
        "text": "<@UBOT> balance",
        "ts": "1767225600.000100",
    }
    return {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": "Ev1",
        "authorizations": [BOT],
        "event": message | parts,
    }


def command(**parts: Any) -> dict[str, Any]:
    """A slash command."""
    return {
        "command": "/billing",
        "team_id": "T1",
        "user_id": "U1",
        "channel_id": "C1",
        "text": "balance",
        "trigger_id": "1.2.abc",
        "response_url": "https://hooks.slack.com/commands/1",
    } | parts


def press(**parts: Any) -> dict[str, Any]:
    """A press of a button in a channel."""
    return {
        "type": "block_actions",
        "user": {"id": "U1", "team_id": "T1", "username": "admin"},
        "team": {"id": "T1"},
        "channel": {"id": "C1"},
        "container": {"type": "message", "channel_id": "C1", "is_ephemeral": True},
        "trigger_id": "1.2.abc",
        "actions": [{"type": "button", "action_id": "a", "value": "pay invoice 123"}],
    } | parts


def said(body: dict[str, Any]) -> Said:
    reading = read(body, NOW)
    assert isinstance(reading, Said), reading
    return reading


def asked(body: dict[str, Any]) -> Request:
    """The request in a body, whichever way it is answered."""
    reading = read(body, NOW)
    assert isinstance(reading, Said | Commanded), reading
    return reading.request


def test_a_command_is_signed_by_team_and_user() -> None:
    request = asked(command())

    assert request.sender.channel is Channel.SLACK
    assert request.sender.address == "T1/U1"
    assert request.sender.proof is Proof.SIGNED
    assert request.text == "balance"
    assert request.at == NOW


def test_a_mention_says_the_words_after_the_name() -> None:
    assert asked(event(type="app_mention")).text == "balance"
    assert asked(event(type="app_mention", text="<@UBOT>: balance")).text == "balance"
    assert asked(event(type="app_mention", text="ask <@UBOT|bot> for it")).text == "ask for it"


def test_a_mention_without_authorisations_still_loses_the_name_it_begins_with() -> None:
    body = event(type="app_mention")
    del body["authorizations"]

    assert asked(body).text == "balance"


def test_message_and_mention_of_one_post_are_one_request() -> None:
    assert asked(event()) == asked(event(type="app_mention"))


def test_35_a_retried_event_has_the_same_key_whatever_its_event_id() -> None:
    again = event() | {"event_id": "Ev2"}

    assert asked(event()).key == asked(again).key == "C1/1767225600.000100"


def test_37_commands_and_presses_are_keyed_by_their_trigger() -> None:
    assert asked(command()).key == asked(command()).key
    assert asked(command(trigger_id="3.4.x")).key != asked(command()).key
    assert asked(press(trigger_id="3.4.x")).key != asked(press()).key


def test_37_without_a_trigger_the_whole_body_is_the_key() -> None:
    bare = command(trigger_id="")

    assert asked(bare).key == asked(dict(reversed(bare.items()))).key
    assert asked(bare).key != asked(bare | {"text": "help"}).key


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("&amp;lt;", "&lt;"),
        ("see <https://x.example/?a=1&amp;b=2>", "see https://x.example/?a=1&b=2"),
        ("<https://x.example|invoice &amp; co>", "invoice & co"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<mailto:a@b.example>", "a@b.example"),
        ("<tel:+4912|+49 12>", "+49 12"),
        ("<#C1|general>", "#general"),
        ("<#C1>", "<#C1>"),
        ("tell <@U9> now", "tell <@U9> now"),
        ("<!channel>", "<!channel>"),
        ("1 < 2", "1 < 2"),
        ("plain", "plain"),
    ],
)
def test_slacks_escaping_is_undone_and_nothing_else(written: str, typed: str) -> None:
    assert words(written, "UBOT") == typed


@pytest.mark.parametrize(
    "text",
    [
        "payload=1&ssl_check=1",
        "payload",
        "ssl_check",
        '{"type": "url_verification"}',
        "pay\ninvoice\t123",
        "pay\u200binvoice\u202e 123",
        "  spaces  ",
    ],
)
def test_40_odd_text_reaches_the_line_unchanged(text: str) -> None:
    assert asked(command(text=text)).text == text
    assert asked(event(channel="D1", channel_type="im", text=text)).text == text
    assert asked(press(actions=[{"type": "button", "value": text}])).text == text


def test_what_no_database_takes_is_replaced() -> None:
    assert asked(command(text="pay \ud800 1")).text == "pay ? 1"
    assert asked(command(text="pay \0 1")).text == "pay \ufffd 1"


@pytest.mark.parametrize(
    "parts",
    [
        {"bot_id": "B1"},
        {"bot_profile": {"id": "B1"}},
        {"subtype": "bot_message"},
        {"subtype": "message_changed", "message": {"text": "pay"}},
        {"subtype": "message_deleted"},
        {"subtype": "thread_broadcast"},
        {"subtype": "channel_join"},
        {"user": "UBOT"},
        {"edited": {"user": "U1", "ts": "1"}},
        {"type": "reaction_added"},
        {"type": "app_home_opened"},
        {"text": "not for us"},
        {"user": ""},
        {"user": {"id": "U1"}},
    ],
)
def test_45_what_no_person_said_to_us_is_ignored(parts: dict[str, Any]) -> None:
    assert isinstance(read(event(**parts), NOW), Ignored)


def test_45_text_beside_a_file_counts() -> None:
    assert asked(event(subtype="file_share")).text == "balance"


def test_45_in_a_direct_message_everything_counts() -> None:
    reading = said(event(channel="D1", channel_type="im", text="balance"))

    assert reading.addressed
    assert reading.request.conversation == "@U1"


def test_45_a_reply_in_a_thread_counts_only_if_the_thread_is_ours() -> None:
    reading = said(event(text="yes", thread_ts="1767225000.000001"))

    assert not reading.addressed
    assert reading.thread == "C1/1767225000.000001"


def test_a_thread_is_named_like_the_key_of_its_first_message() -> None:
    first = asked(event())
    reply = said(event(text="yes", ts="1767225700.0", thread_ts="1767225600.000100"))

    assert reply.thread == first.key


def test_46_an_outsider_of_a_shared_channel_is_of_their_own_team() -> None:
    body = event(team="T1", user_team="T2", source_team="T2") | {"is_ext_shared_channel": True}

    assert asked(body).sender.address == "T2/U1"


def test_46_in_a_shared_channel_the_installed_team_is_never_assumed() -> None:
    body = event(team=None) | {"is_ext_shared_channel": True}

    assert isinstance(read(body, NOW), Ignored)
    assert asked(event(team=None)).sender.address == "T1/U1"


def test_46_an_organisations_id_stands_for_the_team_slack_names_beside_it() -> None:
    ours = event(user_team="E1") | {"enterprise_id": "E1"}
    theirs = event(user_team="E2") | {"context_enterprise_id": "E2", "context_team_id": "T2"}
    unknown = event(user_team="E3")

    assert asked(ours).sender.address == "T1/U1"
    assert asked(theirs).sender.address == "T2/U1"
    assert asked(unknown).sender.address == "E3/U1"


def test_46_names_in_a_payload_change_nothing() -> None:
    assert asked(command(user_name="admin")) == asked(command(user_name="mallory"))
    admin = {"id": "U1", "team_id": "T1", "name": "admin", "username": "admin"}
    assert asked(press(user=admin)).sender == asked(press()).sender


def test_47_a_press_speaks_for_the_one_who_presses() -> None:
    body = press(user={"id": "U9", "team_id": "T9"}, message={"user": "U1"})

    assert asked(body).sender.address == "T9/U9"


def test_47_a_button_is_typed_text_whatever_its_value_claims() -> None:
    body = press(actions=[{"value": "confirm offer-of-somebody", "action_id": "a"}])

    assert asked(body).text == "confirm offer-of-somebody"


def test_a_menu_says_the_chosen_option() -> None:
    body = press(actions=[{"selected_option": {"value": "invoice 7"}}])

    assert asked(body).text == "invoice 7"


@pytest.mark.parametrize("actions", [[], None, "x", ["x"], [{}], [{"url": "https://x.example"}]])
def test_a_press_that_says_nothing_is_ignored(actions: Any) -> None:
    assert isinstance(read(press(actions=actions), NOW), Ignored)


def test_80_the_place_tells_whether_others_could_read_along() -> None:
    def place(body: dict[str, Any]) -> Any:
        return json.loads(asked(body).place)

    assert place(event(thread_ts="1.2")) == {
        "team": "T1",
        "channel": "C1",
        "user": "U1",
        "thread_ts": "1.2",
        "private": False,
    }
    assert place(event(channel="D1", channel_type="im"))["private"] is True
    assert place(event(channel="G1", channel_type="mpim"))["private"] is False
    assert place(command(channel_id="D7"))["private"] is True


def test_the_conversation_of_a_channel_is_each_persons_own() -> None:
    assert asked(event()).conversation == "C1/U1"
    assert asked(command()).conversation == "C1/U1"
    assert asked(press()).conversation == "C1/U1"
    assert asked(event(thread_ts="1.2")).conversation == "C1/1.2"
    in_thread = press(container={"channel_id": "C1", "thread_ts": "1.2"})
    assert asked(in_thread).conversation == "C1/1.2"


def test_a_message_was_said_when_slack_says_but_never_in_the_future() -> None:
    assert asked(event(ts="1767225600.000100")).at == datetime(2026, 1, 1, tzinfo=UTC)
    assert asked(event(ts="4767225600.000100")).at == NOW
    assert asked(event(ts="soon")).at == NOW
    assert asked(event(ts="١٢٣.٤")).at == NOW


def test_a_challenge_is_echoed() -> None:
    assert read({"type": "url_verification", "challenge": "abc"}, NOW) == Challenged("abc")


@pytest.mark.parametrize(
    "kind",
    ["view_submission", "view_closed", "shortcut", "message_action", "block_suggestion", "", "new"],
)
def test_what_is_not_for_us_is_ignored(kind: str) -> None:
    reading = read({"type": kind, "user": {"id": "U1"}, "view": {"callback_id": "x"}}, NOW)

    assert isinstance(reading, Ignored)
    assert not reading.alarm


def test_48_the_loss_of_our_rights_or_our_rate_is_an_alarm() -> None:
    limited = read({"type": "app_rate_limited", "team_id": "T1"}, NOW)
    removed = read(event(type="app_uninstalled"), NOW)

    assert limited == Ignored("app_rate_limited", alarm=True)
    assert removed == Ignored("app_uninstalled", alarm=True)


def test_an_ssl_check_is_ignored() -> None:
    assert isinstance(read({"ssl_check": "1", "token": "x"}, NOW), Ignored)


def corpus() -> Iterator[Any]:
    """Every payload others have published, named."""
    for path in sorted(CORPORA.rglob("*.json")):
        body = json.loads(path.read_text())
        if isinstance(body, dict):
            yield pytest.param(body, id=path.name)


@pytest.mark.skipif(not CORPORA.exists(), reason="the payload corpora are not beside this clone")
@pytest.mark.parametrize("body", list(corpus()))
def test_every_published_payload_is_read(body: dict[str, Any]) -> None:
    reading = read(body, NOW)

    assert isinstance(reading, Reading)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
NAMES = st.sampled_from(
    "type event command user user_id team team_id channel container message actions text ts "
    "authorizations subtype thread_ts trigger_id challenge".split()
)
KINDS = st.sampled_from(["event_callback", "block_actions", "url_verification", "", "other"])


@given(st.dictionaries(NAMES, ANYTHING), KINDS, st.dictionaries(NAMES, ANYTHING))
def test_39_no_body_however_strange_raises(
    body: dict[str, Any], kind: str, inner: dict[str, Any]
) -> None:
    strange = body | {"type": kind, "event": {"type": "message"} | inner}

    assert isinstance(read(strange, NOW), Said | Commanded | Challenged | Ignored)


def shared(**parts: Any) -> Reading:
    said = {"type": "link_shared", "user": "U1", "channel": "C1", "message_ts": "1.2"}
    links = [{"domain": "b.example", "url": "https://b.example/invoice/123"}]
    body = {"type": "event_callback", "team_id": "T1", "event": said | {"links": links} | parts}
    return read(body, NOW)


@pytest.mark.parametrize(
    ("parts", "alone"),
    [
        ({"is_bot_user_member": True}, False),
        ({"channel": "D1", "is_bot_user_member": True}, True),
        ({"channel": "D1", "is_bot_user_member": False}, False),
        ({"channel": "D1", "is_bot_user_member": True, "source": "composer"}, False),
        ({"channel": "COMPOSER", "source": "composer", "unfurl_id": "x"}, False),
    ],
)
def test_a_link_may_show_facts_only_in_the_talk_with_us(parts: dict[str, Any], alone: bool) -> None:
    reading = shared(**parts)

    assert isinstance(reading, LinksShared)
    assert reading.alone is alone
    assert reading.links == (("https://b.example/invoice/123", "123"),)


@pytest.mark.parametrize(
    "url",
    [
        "https://b.example/paid",
        "https://b.example/invoice/",
        "https://b.example/invoice/all",
        "https://b.example/invoice/123?x=1",
        "https://b.example/invoice/1 pay all",
        "mailto:invoice/123",
    ],
)
def test_a_link_that_leads_to_no_invoice_is_nothing(url: str) -> None:
    assert isinstance(shared(links=[{"url": url}]), Ignored)
    assert "invoice" not in words(f"<{url}>") or words(f"<{url}>") == url.removeprefix("mailto:")


def test_a_message_that_is_nothing_but_a_link_asks_for_its_invoice() -> None:
    assert words("<https://b.example/invoice/A-123>") == "invoice A-123"
    assert words("pay <https://b.example/invoice/123>") == "pay https://b.example/invoice/123"


def test_shortcuts_are_called_as_the_manifest_calls_them() -> None:
    assert (manifest.ASK, manifest.ASK_ABOUT) == (
        slack_interactions.ASK,
        slack_interactions.ASK_ABOUT,
    )
