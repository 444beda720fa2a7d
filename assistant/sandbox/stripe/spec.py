"""Check a request against the parameter types inside the installed stripe wheel.

Stripe generates those TypedDicts from its OpenAPI description, so what they refuse, Stripe
refuses too. Each type is compiled once, on first use, into a function that returns the value
with numbers and booleans read, or raises the `ApiError` Stripe would answer with.
"""

import importlib
import re
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin

from typing_extensions import is_typeddict

from assistant.sandbox.stripe.problem import ApiError, invalid

Check = Callable[[Any, str], Any]

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_MOST_ENTRIES = 50
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,12})?")


class _Untyped:
    """Stands for the wheel's ``UntypedStripeObject[str]``: a mapping of strings."""

    def __class_getitem__(cls, item: object) -> type:
        return dict


_NAMES: dict[str, Any] = {
    **{name: getattr(typing, name) for name in ("Any", "Dict", "List", "Optional", "Union")},
    "Literal": Literal,
    "Mapping": Mapping,
    "StripeContext": Any,
    "UntypedStripeObject": _Untyped,
}


@cache
def checker(params: str) -> Check:
    """Compile the check of one request, named like ``checkout.SessionCreateParams``."""
    package, _, name = params.rpartition(".")
    module = importlib.import_module(".".join(filter(None, ("stripe.params", package))))
    return _compile(getattr(module, name))


@cache
def _option_names() -> frozenset[str]:
    options = importlib.import_module("stripe._request_options").RequestOptions
    return frozenset(options.__annotations__)


def _compile(kind: Any) -> Check:
    origin, args = get_origin(kind), get_args(kind)
    if origin in (NotRequired, Required):
        return _compile(args[0])
    if origin in (Union, UnionType):
        return _union(args)
    if origin is Literal:
        return _choice([str(value) for value in args])
    if is_typeddict(kind):
        return _lazy(kind)
    if origin is list:
        return _items(_compile(args[0]))
    if origin is dict or kind is dict:
        return _mapping
    return _SCALARS.get(kind, _text)


@cache
def _lazy(kind: Any) -> Check:
    """Compile a group when it is first sent: the whole tree of types is large, requests small."""
    compiled: Check | None = None

    def check(value: Any, name: str) -> Any:
        nonlocal compiled
        compiled = compiled or _group(kind)
        return compiled(value, name)

    return check


def _group(kind: Any) -> Check:
    module = vars(importlib.import_module(kind.__module__))
    hints = typing.get_type_hints(kind, globalns={**module, **_NAMES}, include_extras=True)
    fields = {k: _compile(v) for k, v in hints.items() if k not in _option_names()}
    required = [k for k in fields if get_origin(hints[k]) is not NotRequired]

    def check(value: Any, name: str) -> Any:
        if not isinstance(value, dict):
            raise invalid("Invalid object", param=name)
        if unknown := [_join(name, key) for key in value if key not in fields]:
            raise _unknown(unknown)
        for key in required:
            if key not in value:
                missing = _join(name, key)
                raise invalid(
                    f"Missing required param: {missing}.", param=missing, code="parameter_missing"
                )
        return {key: fields[key](item, _join(name, key)) for key, item in value.items()}

    return check


def _join(name: str, key: str) -> str:
    return f"{name}[{key}]" if name else key


def _unknown(names: list[str]) -> ApiError:
    words = "parameter" if len(names) == 1 else "parameters"
    listed = ", ".join(names)
    return invalid(f"Received unknown {words}: {listed}", param=names[0], code="parameter_unknown")


def _union(alternatives: tuple[Any, ...]) -> Check:
    chosen = [a for a in alternatives if a is not type(None)]
    emptied = any(get_args(a) == ("",) for a in chosen)
    chosen = [a for a in chosen if get_args(a) != ("",)]
    if any(get_origin(a) is Literal for a in chosen):
        # ``Literal[...] | str`` keeps the client open to values of later versions; the
        # server of this version knows no others.
        chosen = [a for a in chosen if a is not str]
    groups = [_compile(a) for a in chosen if _is_group(a)]
    scalars = [_compile(a) for a in chosen if not _is_group(a)]

    def check(value: Any, name: str) -> Any:
        if emptied and value == "":
            return ""
        if isinstance(value, dict) and not groups:
            raise invalid("Invalid string", param=name)
        return _first(groups if isinstance(value, dict) else scalars or groups, value, name)

    return check


def _is_group(kind: Any) -> bool:
    return is_typeddict(kind) or kind is dict or get_origin(kind) in (list, dict)


def _first(checks: list[Check], value: Any, name: str) -> Any:
    for check in checks[:-1]:
        try:
            return check(value, name)
        except ApiError:
            continue
    return checks[-1](value, name)


def _choice(values: list[str]) -> Check:
    known = frozenset(values)
    listed = (
        ", ".join(values[:-1]) + f", or {values[-1]}" if len(values) > 2 else " or ".join(values)
    )

    def check(value: Any, name: str) -> Any:
        if value not in known if isinstance(value, str) else True:
            raise invalid(f"Invalid {name}: must be one of {listed}", param=name)
        return value

    return check


def _items(item: Check) -> Check:
    def check(value: Any, name: str) -> Any:
        if not isinstance(value, dict) or not all(key.isdigit() for key in value):
            raise invalid("Invalid array", param=name)
        return [item(value[key], f"{name}[{key}]") for key in sorted(value, key=int)]

    return check


def _mapping(value: Any, name: str) -> Any:
    if not isinstance(value, dict):
        raise invalid("Invalid object", param=name)
    if len(value) > _MOST_ENTRIES:
        raise invalid(f"You can have up to {_MOST_ENTRIES} keys in {name}.", param=name)
    return {key: _metadatum(key, item, _join(name, key)) for key, item in value.items()}


def _metadatum(key: str, value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise invalid("Invalid string", param=name)
    for kind, text, most in (("key", key, 40), ("value", value, 500)):
        if len(text) > most:
            raise invalid(
                f"Metadata {kind}s can have up to {most} characters, but you passed in a {kind} "
                f"that is {len(text)} characters. Invalid {kind}: {text[:100]}",
                param=name,
            )
    return value


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise invalid("Invalid string", param=name)
    if value == "":
        raise invalid(
            f"You passed an empty string for '{name}'. We assume empty values are an attempt to "
            f"unset a parameter; however '{name}' cannot be unset. You should remove '{name}' "
            "from your request or supply a non-empty value.",
            param=name,
            code="parameter_invalid_empty",
        )
    return value


def _integer(value: Any, name: str) -> int:
    if not isinstance(value, str) or not _INTEGER.fullmatch(value):
        raise invalid(f"Invalid integer: {value}", param=name, code="parameter_invalid_integer")
    return int(value)


def _boolean(value: Any, name: str) -> bool:
    if value not in ("true", "false"):
        raise invalid(f"Invalid boolean: {value}", param=name)
    return bool(value == "true")


def _number(value: Any, name: str) -> str:
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise invalid(f"Invalid decimal: {value}", param=name)
    return value


_SCALARS: dict[Any, Check] = {int: _integer, bool: _boolean, float: _number, Decimal: _number}
