"""A door is not well once its far side could not be reached for more than a minute."""

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.reach import PATIENCE, Reach, watching
from assistant.web import serving


class Hand:
    """A clock that somebody turns."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def reach(hand: Hand) -> Reach:
    return Reach(hand)


def test_what_nobody_has_tried_is_well(reach: Reach) -> None:
    assert reach.well


def test_what_fails_for_longer_than_a_minute_is_not_well_until_it_is_reached(
    reach: Reach, hand: Hand
) -> None:
    reach.missed()
    hand.now = PATIENCE
    reach.missed()
    assert reach.well

    hand.now += 1
    reach.missed()
    assert not reach.well

    reach.reached()
    assert reach.well


def test_a_single_failure_is_no_outage_however_long_ago_it_was(reach: Reach, hand: Hand) -> None:
    reach.missed()
    hand.now = 10 * PATIENCE

    assert reach.well


def test_failures_with_a_success_between_are_no_outage(reach: Reach, hand: Hand) -> None:
    for moment in range(10):
        hand.now = moment * PATIENCE
        reach.missed()
        reach.reached()

    reach.missed()

    assert reach.well


async def test_calls_of_a_session_are_counted_by_how_they_end(reach: Reach, hand: Hand) -> None:
    async def answer(request: Request) -> Response:
        return Response(status_code=int(request.path_params["status"]))

    async def call(url: str) -> None:
        try:
            async with session.get(url):
                pass
        except aiohttp.ClientError:
            pass

    def later() -> None:
        hand.now += PATIENCE + 1

    async with (
        serving(Starlette(routes=[Route("/{status}", answer)])) as port,
        aiohttp.ClientSession(trace_configs=watching(reach)) as session,
    ):
        for broken in ("http://127.0.0.1:9/", f"http://127.0.0.1:{port}/500"):
            await call(broken)
            later()
            await call(broken)
            assert not reach.well

            await call(f"http://127.0.0.1:{port}/404")
            assert reach.well
