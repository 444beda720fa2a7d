"""The manifest is one Slack accepts, and asks for what the page says and nothing else."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.workspaces import manifest as made
from assistant.workspaces.manifest import Reach, manifest

PAGE = (Path(__file__).parents[2] / "docs" / "slack.md").read_text()
SOCKET, HTTP = Reach(), Reach("https://billing.example/")

# What Slack's published schema allows (slackapi/manifest-schema), for the fields that are used.
FIELDS: dict[str, set[str]] = {
    "": {"display_information", "features", "oauth_config", "settings"},
    "display_information": {"name", "description", "background_color", "long_description"},
    "features": {
        "app_home",
        "bot_user",
        "shortcuts",
        "slash_commands",
        "unfurl_domains",
        "agent_view",
    },
    "features.app_home": {
        "home_tab_enabled",
        "messages_tab_enabled",
        "messages_tab_read_only_enabled",
    },
    "features.bot_user": {"display_name", "always_online"},
    "features.agent_view": {"agent_description", "suggested_prompts", "actions"},
    "oauth_config": {"redirect_urls", "scopes"},
    "oauth_config.scopes": {"bot", "user", "bot_optional", "user_optional"},
    "settings": {
        "event_subscriptions",
        "interactivity",
        "org_deploy_enabled",
        "socket_mode_enabled",
        "token_rotation_enabled",
    },
    "settings.event_subscriptions": {"request_url", "bot_events"},
    "settings.interactivity": {"is_enabled", "request_url"},
}


def part(of: dict[str, Any], path: str) -> Any:
    for name in filter(None, path.split(".")):
        of = of[name]
    return of


@pytest.mark.parametrize("reach", [SOCKET, HTTP])
@pytest.mark.parametrize("path", FIELDS)
def test_no_field_is_unknown_to_slack(reach: Reach, path: str) -> None:
    assert set(part(manifest(reach), path)) <= FIELDS[path]


@pytest.mark.parametrize("reach", [SOCKET, HTTP])
def test_nothing_is_longer_than_slack_takes(reach: Reach) -> None:
    app = manifest(reach)
    shown, features = app["display_information"], app["features"]

    assert 1 <= len(shown["name"]) <= 35
    assert 1 <= len(shown["description"]) <= 140
    assert re.fullmatch("#[0-9a-f]{6}", shown["background_color"])
    assert len(features["bot_user"]["display_name"]) <= 80
    for shortcut in features["shortcuts"]:
        assert set(shortcut) == {"name", "type", "callback_id", "description"}
        assert shortcut["type"] in ("message", "global")
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150
    for command in features["slash_commands"]:
        assert set(command) <= {"command", "description", "usage_hint", "should_escape", "url"}
        assert re.fullmatch("/[a-z]{1,31}", command["command"])
    agent = features["agent_view"]
    assert len(agent["agent_description"]) <= 300
    assert 1 <= len(agent["suggested_prompts"]) <= 4
    assert all(set(each) == {"title", "message"} for each in agent["suggested_prompts"])


def test_by_http_every_way_in_has_its_url() -> None:
    app = manifest(HTTP)

    url = "https://billing.example/slack/events"
    assert app["features"]["slash_commands"][0]["url"] == url
    assert app["settings"]["event_subscriptions"]["request_url"] == url
    assert app["settings"]["interactivity"]["request_url"] == url
    assert app["oauth_config"]["redirect_urls"] == ["https://billing.example/slack/oauth_redirect"]
    assert app["settings"]["socket_mode_enabled"] is False


def test_by_socket_no_url_is_named() -> None:
    app = manifest(SOCKET)

    assert "://" not in json.dumps(app)
    assert app["settings"]["socket_mode_enabled"] is True


def test_every_scope_is_on_the_page_with_its_reason_and_every_one_there_is_asked_for() -> None:
    rows = dict(re.findall(r"^\| `([a-z_:.]+)` \| (.+) \|$", PAGE, re.MULTILINE))

    trusting = {
        scope: f"only with `ASSISTANT_SLACK_TRUST_EMAIL`: {why}"
        for scope, why in made.TRUST_SCOPES.items()
    }
    linking = {scope: f"only with a public URL: {why}" for scope, why in made.LINK_SCOPES.items()}
    assert rows == made.SCOPES | trusting | linking


def test_links_are_heard_of_only_where_there_is_a_url_they_could_lead_to() -> None:
    for reach in (HTTP, Reach(browsers="https://billing.example")):
        app = manifest(reach)
        assert app["features"]["unfurl_domains"] == ["billing.example"]
        assert made.LINK_EVENT in part(app, "settings.event_subscriptions.bot_events")
        assert set(made.LINK_SCOPES) <= set(part(app, "oauth_config.scopes.bot"))
    app = manifest(SOCKET)
    assert "unfurl_domains" not in app["features"]
    assert made.LINK_EVENT not in part(app, "settings.event_subscriptions.bot_events")
    assert not set(made.LINK_SCOPES) & set(part(app, "oauth_config.scopes.bot"))


def test_the_addresses_of_profiles_are_asked_for_only_where_they_are_believed() -> None:
    asked = part(manifest(Reach()), "oauth_config.scopes.bot")
    trusting = part(manifest(Reach(trusting=True)), "oauth_config.scopes.bot")

    assert set(trusting) - set(asked) == {"users:read.email"}


def test_an_event_is_subscribed_only_with_the_scope_it_needs() -> None:
    """https://docs.slack.dev/reference/events/"""
    needs = {
        "app_mention": "app_mentions:read",
        "assistant_thread_started": "assistant:write",
        "message.channels": "channels:history",
        "message.groups": "groups:history",
        "message.im": "im:history",
    }
    free = {"app_home_opened", "app_uninstalled", "tokens_revoked"}

    assert set(made.EVENTS) == set(needs) | free
    assert set(needs.values()) <= set(made.SCOPES)


def test_the_command_prints_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(app, ["slack", "manifest", "--http", "https://billing.example"])

    assert run.exit_code == 0
    assert json.loads(run.stdout) == manifest(Reach("https://billing.example"))


@pytest.mark.parametrize(
    "arguments", [["--http", "http://billing.example"], ["--socket", "--http", "https://b.example"]]
)
def test_what_slack_would_refuse_is_refused_here(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, ["slack", "manifest", *arguments]).exit_code == 1
