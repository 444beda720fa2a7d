"""Slack's libraries may complain in our log, but not repeat what they were given."""

import logging

import pytest

from assistant.handlers.slack_log import slack_logger, where


@pytest.mark.parametrize(
    "secret",
    ["xoxb-1-telltale", "xapp-1-A0-telltale", "wss://x.example/?ticket=telltale", "token=telltale"],
)
def test_82_what_grants_access_is_masked(caplog: pytest.LogCaptureFixture, secret: str) -> None:
    slack_logger().warning("Failed to connect (error: %s)", secret)

    assert "Failed to connect" in caplog.text
    assert "telltale" not in caplog.text


def test_82_a_traceback_that_would_quote_is_dropped(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError("telltale")
    except ValueError:
        slack_logger().exception("Failed to run a listener")

    assert "Failed to run a listener" in caplog.text
    assert "telltale" not in caplog.text


def test_bodies_logged_below_warning_stay_out_even_when_the_root_is_talkative(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)

    slack_logger().info("Received a message: telltale")

    assert caplog.text == ""


def test_the_way_of_an_error_is_told_without_its_message() -> None:
    try:
        raise ValueError("telltale")
    except ValueError as error:
        way = where(error)

    assert way.startswith("test_slack_log.py:")
    assert "telltale" not in way
