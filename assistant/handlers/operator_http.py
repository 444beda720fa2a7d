"""The pages for operators and for browsers coming back from a payment page."""

from collections.abc import Awaitable, Callable

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

Health = Callable[[], Awaitable[dict[str, str]]]

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title>
<body style="font:16px/1.5 system-ui;max-width:32rem;margin:4rem auto;padding:0 1rem">
<h1>{title}</h1><p>{words}</p></body></html>"""

_PAGES = {
    "/paid": ("Thank you", "Your payment is on its way. We will confirm it where you asked."),
    "/added": (
        "Thank you",
        "Go back to the conversation: it says when it is saved.",
    ),
    "/not-added": ("Nothing was saved", "You can go back to the conversation and try again."),
    "/invoice/{number}": (
        "An invoice",
        "This is a link to an invoice. Write it to Billing in Slack, or ask by mail for the number "
        "at its end: whoever may see the invoice is answered.",
    ),
    "/unpaid": ("Nothing was charged", "You can go back to the conversation and try again."),
}


def operator_routes(health: Health) -> list[Route]:
    """``/healthz``, ``/metrics``, where payment pages lead back to, and links to invoices."""

    async def healthz(_request: Request) -> Response:
        found = await health()
        well = all(state in ("ok", "shut") for state in found.values())
        body = {"status": "ok" if well else "failing", **found}
        return JSONResponse(body, status_code=200 if well else 503)

    async def metrics(_request: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return [
        Route("/healthz", healthz),
        Route("/metrics", metrics),
        *(Route(path, _page(title, words)) for path, (title, words) in _PAGES.items()),
    ]


def _page(title: str, words: str) -> Callable[[Request], Awaitable[Response]]:
    async def page(_request: Request) -> Response:
        return HTMLResponse(_PAGE.format(title=title, words=words))

    return page
