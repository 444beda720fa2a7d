"""The errors Stripe answers with, in Stripe's words and codes (docs.stripe.com/api/errors)."""

from typing import Any

Body = dict[str, Any]


class ApiError(Exception):
    """An error answer: the HTTP status and the content of its ``error`` member."""

    def __init__(self, status: int, error: Body) -> None:
        super().__init__(error["message"])
        self.status = status
        self.error = error

    def body(self, request_id: str) -> Body:
        """Return the JSON answer, with the log link that every real error carries."""
        error = dict(self.error)
        if code := error.get("code"):
            error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
        error["request_log_url"] = f"https://dashboard.stripe.com/test/logs/{request_id}"
        return {"error": error}


def invalid(message: str, *, param: str | None = None, code: str | None = None) -> ApiError:
    """Build a 400 ``invalid_request_error``."""
    error: Body = {"message": message, "type": "invalid_request_error"}
    if code:
        error["code"] = code
    if param:
        error["param"] = param
    return ApiError(400, error)


def no_such(noun: str, object_id: str, param: str, *, status: int = 400) -> ApiError:
    """Build ``resource_missing``: 404 when the address names it, 400 when a parameter does."""
    problem = invalid(f"No such {noun}: '{object_id}'", param=param, code="resource_missing")
    problem.status = status
    return problem


def unexpected_state(message: str, kind: str, intent: Body) -> ApiError:
    """Build the 400 for a step the intent's status does not allow; carries the intent."""
    problem = invalid(message, code=f"{kind}_unexpected_state")
    problem.error[kind] = intent
    return problem


def card_error(decline: Body, **carried: Any) -> ApiError:
    """Build a 402 from a decline; ``carried`` adds the intent, method and charge it is about."""
    return ApiError(402, {**decline, **carried, "type": "card_error"})


def no_such_address(method: str, path: str) -> ApiError:
    """Build the 404 for an address the API does not have."""
    problem = invalid(
        f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we "
        "can help at https://support.stripe.com/."
    )
    problem.status = 404
    return problem


def no_key() -> ApiError:
    """Build the 401 for a request without a key."""
    problem = invalid(
        "You did not provide an API key. You need to provide your API key in the Authorization "
        "header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See "
        "https://stripe.com/docs/api#authentication for details, or we can help at "
        "https://support.stripe.com/."
    )
    problem.status = 401
    return problem


def wrong_key(key: str) -> ApiError:
    """Build the 401 for an unknown key, of which only the ends are shown."""
    shown = f"{key[:8]}{'*' * max(len(key) - 12, 4)}{key[-4:]}" if len(key) > 12 else "****"
    problem = invalid(f"Invalid API Key provided: {shown}")
    problem.status = 401
    return problem


def rate_limited() -> ApiError:
    """Build the 429."""
    problem = invalid(
        "Request rate limit exceeded. Learn more about rate limits here "
        "https://stripe.com/docs/rate-limits.",
        code="rate_limit",
    )
    problem.status = 429
    return problem


def broken(status: int = 500) -> ApiError:
    """Build an ``api_error``: something went wrong at Stripe's end."""
    return ApiError(
        status,
        {
            "message": "Sorry! There was an error while talking to one of our backends. "
            "Support has been notified.",
            "type": "api_error",
        },
    )
