"""The page behind a notice's List-Unsubscribe: one click stops them (RFC 8058).

The number in its address is only in the mail itself. Opening the page changes nothing, because mail
filters open every link; only its button, or the reader's mail program, does.
"""

import re
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

Stop = Callable[[str], Awaitable[bool]]
"""Stops the notices to whoever got a mail; tells whether there is such a mail."""

_NUMBER = re.compile(r"dlv_[0-9a-f]{32}")
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width"><title>{title}</title>
<body style="font:16px/1.5 system-ui;max-width:32rem;margin:4rem auto;padding:0 1rem">
<h1>{title}</h1><p>{words}</p>{more}</body></html>"""
_BUTTON = (
    '<form method="post"><button style="font:inherit;padding:.5rem 1rem">'
    "Send me no more notices</button></form>"
)


def unsubscribe_route(stop: Stop, *, invoices: bool = False) -> Route:
    """``GET`` and ``POST /mail/stop/{number}``; both look the same for a number nobody was sent."""

    async def page(request: Request) -> Response:
        number = request.path_params["number"]
        if request.method != "POST":
            words = "Press the button and no more notices are mailed to you."
            return _page("No more notices?", words, _BUTTON)
        if _NUMBER.fullmatch(number):
            await stop(number)
        kept = (
            "Answers to what you write" if invoices else "Invoices, and answers to what you write,"
        )
        words = (
            f"No more notices are mailed to you. {kept} still are. "
            "Write “reminders on” to us from your address, and notices come again."
        )
        return _page("Done", words)

    return Route("/mail/stop/{number}", page, methods=["GET", "POST"])


def _page(title: str, words: str, more: str = "") -> HTMLResponse:
    page = _PAGE.format(title=title, words=words, more=more)
    return HTMLResponse(page, headers={"Referrer-Policy": "no-referrer"})
