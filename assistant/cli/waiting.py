"""What commands wait for; asyncio is imported by those that do wait, at a tenth of every start."""

from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Run to its end what is awaited."""
    import asyncio

    return asyncio.run(work)
