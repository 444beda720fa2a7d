"""Stripe's search language: ``status:'open' AND metadata['k']:'v'`` (docs.stripe.com/search)."""

import re
from collections.abc import Callable
from typing import Any

from assistant.sandbox.stripe.account import Account
from assistant.sandbox.stripe.problem import Body, invalid

_CLAUSE = re.compile(
    r"""\s*(?P<minus>-?)(?P<field>[a-z_]+)
    (?:\[(?P<q>["'])(?P<key>(?:\\.|(?!(?P=q)).)+)(?P=q)\])?
    \s*(?P<op><=|>=|[:~<>])\s*
    (?:(?P<v>["'])(?P<text>(?:\\.|(?!(?P=v)).)*)(?P=v)|(?P<bare>null|[0-9]+))\s*""",
    re.VERBOSE,
)
_JOINT = re.compile(r"(AND|OR)\s+", re.IGNORECASE)

_FIELDS = {
    "charge": "amount created currency customer metadata status",
    "customer": "created email metadata name phone",
    "invoice": "created currency customer metadata number status total",
    "payment_intent": "amount created currency customer metadata status",
}
_PLURAL = {kind: f"{kind}s" for kind in _FIELDS}

Clause = Callable[[Body], bool]


def search(account: Account, kind: str, params: Body) -> Body:
    """Answer a search; objects younger than the account's search lag are not found yet."""
    matches = _parse(params["query"], kind)
    newest = account.now() - account.search_lag
    found = [row for row in account.all(kind) if row["created"] <= newest and matches(row)]
    start, limit = _start(params), int(params.get("limit", 10))
    more = len(found) > start + limit
    return {
        "object": "search_result",
        "data": found[start : start + limit],
        "has_more": more,
        "next_page": str(start + limit) if more else None,
        "url": f"/v1/{_PLURAL[kind]}/search",
    }


def _start(params: Body) -> int:
    page = str(params.get("page", "0"))
    if not page.isdecimal():
        raise invalid("Invalid page token.", param="page")
    return int(page)


def _parse(query: str, kind: str) -> Clause:
    clauses: list[Clause] = []
    joints: set[str] = set()
    at = 0
    while True:
        found = _CLAUSE.match(query, at)
        if found is None:
            raise _unreadable()
        clauses.append(_clause(found, kind))
        at = found.end()
        if at == len(query):
            break
        joint = _JOINT.match(query, at)
        if joint is None:
            raise _unreadable()
        joints.add(joint[1].upper())
        at = joint.end()
    if len(joints) > 1:
        raise invalid("Mixing AND and OR in one search query isn't supported.", param="query")
    join = any if joints == {"OR"} else all
    return lambda row: join(clause(row) for clause in clauses)


def _clause(found: re.Match[str], kind: str) -> Clause:
    field, key, op = found["field"], found["key"], found["op"]
    if field not in _FIELDS[kind].split():
        plural = _PLURAL[kind]
        raise invalid(
            f"Field `{field}` is an unsupported search field for resource `{plural}`. See "
            f"http://stripe.com/docs/search#query-fields-for-{plural.replace('_', '-')} for a "
            "list of supported fields.",
            param="query",
        )
    text = found["bare"] if found["text"] is None else re.sub(r"\\(.)", r"\1", found["text"])
    wanted = None if found["bare"] == "null" else text
    negated = bool(found["minus"])
    return lambda row: _holds(_value(row, field, key), op, wanted) is not negated


def _value(row: Body, field: str, key: str | None) -> Any:
    return row.get(field) if key is None else row["metadata"].get(key)


def _holds(value: Any, op: str, wanted: str | None) -> bool:
    if wanted is None or value is None:
        return op == ":" and value is None and wanted is None
    if op == ":":
        return str(value).casefold() == wanted.casefold()
    if op == "~":
        return wanted.casefold() in str(value).casefold()
    if not isinstance(value, int) or not wanted.isdecimal():
        return False
    bound = int(wanted)
    return {"<": value < bound, ">": value > bound, "<=": value <= bound, ">=": value >= bound}[op]


def _unreadable() -> Exception:
    return invalid(
        'We were unable to parse your search query. Try using the format `metadata["key"]:'
        '"value"` to query for metadata or key:"value" to query for other fields.',
        param="query",
    )
