"""Who sells: what stands at the head of a document, and where a wire goes."""

from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Seller:
    """The operator's own details; an empty one is left out of every document."""

    name: str = ""
    address: tuple[str, ...] = ()
    registration: str = ""
    tax_id: str = ""
    iban: str = ""
    bic: str = ""
    bank: tuple[str, ...] = ()

    @property
    def takes_wires(self) -> bool:
        """Whether there is anything to say about paying by wire."""
        return bool(self.iban or self.bank)


def lines_of(setting: str) -> tuple[str, ...]:
    """A setting of several lines, written with semicolons or line breaks."""
    parts = setting.replace("\n", ";").split(";")
    return tuple(part.strip() for part in parts if part.strip())
