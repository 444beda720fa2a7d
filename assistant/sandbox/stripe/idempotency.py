"""Idempotency keys of API v1: the first answer stays the answer (docs.stripe.com/api).

Stripe saves the status and the body once execution began, a 500 included, and may forget them
after 24 hours. Bad parameters, 429s and clashes of simultaneous requests are not saved.
"""

import hashlib

import orjson

from assistant.sandbox.stripe.problem import ApiError, Body, invalid
from assistant.sandbox.stripe.state import State

_LONGEST = 255
_KEPT_SECONDS = 24 * 3600


def digest(form: Body) -> str:
    """Fingerprint the parameters, whatever their order."""
    raw = orjson.dumps(form, option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(raw, digest_size=16).hexdigest()


def check_length(key: str) -> None:
    """Refuse a key longer than Stripe keeps."""
    if len(key) > _LONGEST:
        raise invalid(f"Idempotency key is too long; it can be at most {_LONGEST} characters.")


def saved(state: State, key: str, path: str, form: Body, *, now: int) -> Body | None:
    """Return what was saved under the key; a different request under it is refused."""
    record = state.keys.get(key)
    if record is None:
        return None
    if record["created"] < now - _KEPT_SECONDS:
        del state.keys[key]
        return None
    if record["path"] != path:
        raise _misused(
            "Keys for idempotent requests can only be used for the same endpoint they were first "
            f"used for ('{path}' vs '{record['path']}'). Try using a key other than '{key}' if "
            "you meant to execute a different request."
        )
    if record["digest"] != digest(form):
        raise _misused(
            "Keys for idempotent requests can only be used with the same parameters they were "
            f"first used with. Try using a key other than '{key}' if you meant to execute a "
            "different request."
        )
    return record


def in_progress(key: str) -> ApiError:
    """Build the 409 for a key whose first request is still running."""
    return ApiError(
        409,
        {
            "code": "idempotency_key_in_use",
            "message": "There is currently another in-progress request using this Idempotent Key "
            "(that probably means you submitted twice, and the other request is still going "
            f"through): {key}. Please try again later.",
            "type": "idempotency_error",
        },
    )


def _misused(message: str) -> ApiError:
    return ApiError(400, {"message": message, "type": "idempotency_error"})
