"""Replace ids by the objects they name, where ``expand[]`` asks for it."""

from typing import Any

from assistant.sandbox.stripe.account import Account
from assistant.sandbox.stripe.problem import Body, invalid

_KINDS = {
    "ch": "charge",
    "cs": "checkout.session",
    "cus": "customer",
    "du": "dispute",
    "evt": "event",
    "ii": "invoiceitem",
    "in": "invoice",
    "inpay": "invoice_payment",
    "pi": "payment_intent",
    "pm": "payment_method",
    "py": "charge",
    "re": "refund",
    "pyr": "refund",
    "seti": "setup_intent",
    "txn": "balance_transaction",
}
_DEEPEST = 4


def expand(account: Account, body: Body, paths: list[str]) -> Body:
    """Return ``body`` with each dotted path expanded; the stored objects stay as they are."""
    for path in paths:
        steps = path.split(".")
        if len(steps) > _DEEPEST + (steps[0] == "data"):
            raise invalid(
                f"You cannot expand more than {_DEEPEST} levels of a property. Property: {path}",
                param="expand",
            )
        body = _step(account, body, steps, path)
    return body


def _step(account: Account, body: Body, steps: list[str], path: str) -> Body:
    step, *rest = steps
    if step not in body:
        raise invalid(f"This property cannot be expanded ({path}).", param="expand")
    return {**body, step: _expanded(account, body[step], rest, path)}


def _expanded(account: Account, value: Any, rest: list[str], path: str) -> Any:
    if isinstance(value, str):
        value = _named(account, value, path)
    if isinstance(value, list):
        return [_expanded(account, item, rest, path) if rest else item for item in value]
    if isinstance(value, dict) and rest:
        return _step(account, value, rest, path)
    return value


def _named(account: Account, object_id: str, path: str) -> Any:
    kind = _KINDS.get(object_id.partition("_")[0])
    if kind is None:
        raise invalid(f"This property cannot be expanded ({path}).", param="expand")
    return account.find(kind, object_id) or object_id
