"""A local Slack that real slack-bolt apps talk to, with people to act and faults to switch on."""

from assistant.sandbox.slack.delivery import Attempt, Delivery
from assistant.sandbox.slack.example import Scene, two_workspaces
from assistant.sandbox.slack.feed import Change
from assistant.sandbox.slack.records import Channel, Message, Team, User
from assistant.sandbox.slack.server import SlackCounterpart
from assistant.sandbox.slack.stage import Call, View
from assistant.sandbox.slack.talking import Said

__all__ = [
    "Attempt",
    "Call",
    "Change",
    "Channel",
    "Delivery",
    "Message",
    "Said",
    "Scene",
    "SlackCounterpart",
    "Team",
    "User",
    "View",
    "two_workspaces",
]
