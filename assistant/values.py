"""Values: frozen for the type checker, plain slots while running.

A frozen dataclass writes each of its fields through ``object.__setattr__``, so that nobody else can
write one later. That guard took a tenth of all instructions of an answer, and mypy refuses the same
assignments before anything runs: here it is all that does.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    import dataclasses

    def dataclass(cls: type | None = None, *, frozen: bool = False, **options: bool) -> Any:
        """``dataclasses.dataclass``, where ``frozen`` means that it can be hashed."""
        made = dataclasses.dataclass(unsafe_hash=frozen, **options)
        return made if cls is None else made(cls)
