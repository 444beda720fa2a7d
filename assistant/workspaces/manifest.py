"""The app as Slack is told of it: the least it needs, by Socket Mode or by HTTP.

https://docs.slack.dev/reference/app-manifest/ and https://github.com/slackapi/manifest-schema
"""

from typing import Any
from urllib.parse import urlsplit

from assistant.values import dataclass

EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

ASK_ABOUT = "ask_about_message"
ASK = "ask_billing"

SCOPES = {
    "app_mentions:read": "being called in a channel",
    "assistant:write": "the agent view: suggested prompts, and the status while an answer is made",
    "channels:history": "replies in the threads of public channels, which do not call us again",
    "chat:write": "answers and notices",
    "commands": "`/billing` and the shortcuts",
    "files:write": "invoices, receipts and statements as files, by direct message",
    "groups:history": "replies in the threads of private channels and of Slack Connect",
    "im:history": "what people write to us directly",
    "im:write": "opening a direct message to hand over a file, or to tell of a payment",
    "users:read": "which workspace somebody who opens the Home tab belongs to",
}
"""Every scope of the bot, and what would not work without it."""

TRUST_SCOPES = {
    "users:read.email": "the profile's address, in the workspaces that vouch for it",
}
"""What trusting the addresses of a workspace needs beside those."""

LINK_SCOPES = {
    "links:read": "hearing of links to invoices, written where we are or not",
    "links:write": "drawing what they lead to: a button in channels, the invoice in the own talk",
}
"""What links to invoices need beside those; there are none without a public URL."""

LINK_EVENT = "link_shared"

EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "assistant_thread_started",
    "message.channels",
    "message.groups",
    "message.im",
    "tokens_revoked",
)


@dataclass(frozen=True, slots=True)
class Reach:
    """How Slack reaches us: at a public URL, or (without ``at``) by a socket we open.

    ``browsers`` is where administrators' browsers find us, should they install the app themselves;
    ``trusting`` that some workspace's profile addresses are believed.
    """

    at: str = ""
    browsers: str = ""
    trusting: bool = False


def scopes(*, trusting: bool, links: bool = False) -> list[str]:
    """What the app asks for."""
    more = (TRUST_SCOPES if trusting else {}) | (LINK_SCOPES if links else {})
    return sorted(SCOPES | more)


def manifest(reach: Reach) -> dict[str, Any]:
    """What to paste into “Create an app from a manifest”."""
    url = reach.at.rstrip("/") + EVENTS_PATH if reach.at else ""
    home = (reach.browsers or reach.at).rstrip("/")
    domain = urlsplit(home).hostname or ""
    events = sorted((*EVENTS, LINK_EVENT)) if domain else list(EVENTS)
    return {
        "display_information": {
            "name": "Billing",
            "description": "Invoices and payments by conversation: ask what is open, and pay it.",
            "background_color": "#1d3557",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Billing", "always_online": True},
            "shortcuts": _shortcuts(),
            "slash_commands": [_command(url)],
            "agent_view": _agent(),
            **({"unfurl_domains": [domain]} if domain else {}),
        },
        "oauth_config": {
            **({"redirect_urls": [f"{home}{REDIRECT_PATH}"]} if home else {}),
            "scopes": {"bot": scopes(trusting=reach.trusting, links=bool(domain))},
        },
        "settings": {
            "event_subscriptions": {
                **({"request_url": url} if url else {}),
                "bot_events": events,
            },
            "interactivity": {"is_enabled": True, **({"request_url": url} if url else {})},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def _shortcuts() -> list[dict[str, str]]:
    return [
        {
            "name": "Ask billing about this",
            "type": "message",
            "callback_id": ASK_ABOUT,
            "description": "Takes the words of a message as a question about your invoices",
        },
        {
            "name": "Ask billing",
            "type": "global",
            "callback_id": ASK,
            "description": "Opens a form to ask about your invoices, or to pay one",
        },
    ]


def _command(url: str) -> dict[str, Any]:
    command: dict[str, Any] = {
        "command": "/billing",
        "description": "Invoices and payments; the answer is seen by you alone",
        "usage_hint": "show my invoices | pay invoice 123 | help",
        "should_escape": False,
    }
    return command | ({"url": url} if url else {})


def _agent() -> dict[str, Any]:
    prompts = (
        ("What is open", "show my open invoices"),
        ("What do we owe?", "what do we owe?"),
        ("Payment history", "payment history"),
        ("What can you do?", "help"),
    )
    return {
        "agent_description": "Shows invoices, explains them, and pays them once you have said yes.",
        "suggested_prompts": [{"title": title, "message": says} for title, says in prompts],
    }
