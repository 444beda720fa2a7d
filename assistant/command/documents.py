"""Asking for documents."""

from datetime import date
from typing import Literal

from assistant.billing.model.paper import PaperFormat, PaperKind, PaperWish
from assistant.command.ask import Ask


class GetDocument(Ask, frozen=True):
    """``pdf 123``, ``excel of 120-123``, ``statement for Q3``, ``receipt for 123``.

    ``spans`` says that the numbers were spelt out from a row, which may have gaps. ``by_mail``:
    to the asker's own address, wherever they asked.
    """

    kind: Literal["get_document"] = "get_document"
    what: Literal["invoices", "receipt", "statement"] = "invoices"
    format: Literal["pdf", "xlsx", "csv"] = "pdf"
    numbers: tuple[str, ...] = ()
    spans: bool = False
    which: Literal["last", "next"] | None = None
    since: date | None = None
    before: date | None = None
    detailed: bool = False
    by_mail: bool = False

    @property
    def wish(self) -> PaperWish:
        """The same for billing."""
        return PaperWish(
            kind=PaperKind(self.what),
            format=PaperFormat(self.format),
            numbers=self.numbers,
            spans=self.spans,
            which=self.which,
            since=self.since,
            before=self.before,
            detailed=self.detailed,
            by_mail=self.by_mail,
        )
