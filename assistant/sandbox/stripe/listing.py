"""Answer lists the way Stripe pages them: newest first, by cursor."""

from collections.abc import Callable, Iterable
from itertools import islice

from assistant.sandbox.stripe.problem import Body, invalid, no_such

Keep = Callable[[Body], bool]


def page(found: Iterable[Body], params: Body, url: str) -> Body:
    """Cut one page out of ``found``; the cursor must name an object of the same list."""
    rows = list(found)
    backwards = "ending_before" in params
    if backwards:
        rows.reverse()
    if cursor := params.get("ending_before") or params.get("starting_after"):
        rows = rows[_position(rows, cursor, "ending_before" if backwards else "starting_after") :]
    limit = _limit(params)
    data = rows[:limit]
    if backwards:
        data.reverse()
    return {"object": "list", "data": data, "has_more": len(rows) > limit, "url": url}


def _position(rows: list[Body], cursor: str, param: str) -> int:
    for index, row in enumerate(rows):
        if row["id"] == cursor:
            return index + 1
    raise no_such("object", cursor, param)


def _limit(params: Body) -> int:
    limit = int(params.get("limit", 10))
    if not 1 <= limit <= 100:
        bound = "greater than or equal to 1" if limit < 1 else "less than or equal to 100"
        raise invalid(
            f"This value must be {bound}.", param="limit", code="parameter_invalid_integer"
        )
    return limit


def matching(rows: Iterable[Body], params: Body, *fields: str) -> Iterable[Body]:
    """Keep the rows equal to the given parameters, and created when ``created`` asks."""
    wanted = {field: params[field] for field in fields if field in params}
    created = params.get("created", {})
    bounds = created if isinstance(created, dict) else {"gte": created, "lte": created}
    return (
        row
        for row in rows
        if all(row.get(field) == value for field, value in wanted.items())
        and all(_WITHIN[bound](row["created"], value) for bound, value in bounds.items())
    )


_WITHIN: dict[str, Callable[[int, int], bool]] = {
    "gt": int.__gt__,
    "gte": int.__ge__,
    "lt": int.__lt__,
    "lte": int.__le__,
}


def inner(rows: list[Body], url: str) -> Body:
    """Wrap the whole of a list that lives inside another object."""
    return {"object": "list", "data": list(islice(rows, 100)), "has_more": False, "url": url}
