"""New invoices, or statements of one month, that one person hears of in one message."""

from assistant.billing.events import Event, InvoiceIssued, StatementReady
from assistant.billing.reminding.sending import Proven
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Joined:
    """Facts for one reader, ``person_id``, who may pay for the ``payable`` accounts.

    Either of its kinds has some, and the other none. ``told`` are the others who hear of any.
    """

    person_id: str
    invoices: tuple[InvoiceIssued, ...] = ()
    statements: tuple[StatementReady, ...] = ()
    payable: frozenset[str] = frozenset()
    told: tuple[str, ...] = ()

    @property
    def accounts(self) -> tuple[str, ...]:
        """The names of those they are about, each once."""
        return tuple(dict.fromkeys(each.account for each in (*self.invoices, *self.statements)))


Told = Event | Proven | Joined
"""Whatever a notice is worded from."""


def kin(event: Event) -> str | None:
    """What may come in one message has the same; None for what always comes alone."""
    match event:
        case InvoiceIssued():
            return "invoices"
        case StatementReady(before=before):
            return f"statements {before:%Y-%m}"
        case _:
            return None
