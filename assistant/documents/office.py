"""Make the files of a card: read the facts in one short look, set them outside any transaction."""

from datetime import date, datetime, time
from functools import partial
from typing import Protocol

import structlog

from assistant.billing.invoices.stated import PaperGoneError, state
from assistant.card import File
from assistant.db import Database
from assistant.documents.job import Job, Made
from assistant.documents.press import DocumentError as DocumentError
from assistant.documents.seller import Seller
from assistant.reader import Reader, zone
from assistant.values import dataclass

log = structlog.get_logger(__name__)


class DocumentGoneError(Exception):
    """It can never be made: the person may not have it any more, or there is nothing to state."""


class Maker(Protocol):
    """What sets a document: the press, or the same in this process."""

    async def make(self, job: Job) -> bytes:
        """Return the bytes. Raises DocumentError."""
        ...


@dataclass(frozen=True, slots=True)
class Office:
    """Makes documents by reference, as the books stand at this moment."""

    database: Database
    maker: Maker
    seller: Seller
    templates: str = ""

    async def make(self, file: File) -> Made:
        """Make one file. Raises DocumentError to try again later, DocumentGoneError never to."""
        reader, paper = Reader(file.locale, file.timezone), file.paper
        look = partial(
            state,
            paper=paper,
            since=_midnight(paper.since, reader),
            before=_midnight(paper.before, reader),
        )
        try:
            stated = await self.database.read(look)
        except PaperGoneError as gone:
            log.warning("document_gone", reason=str(gone), account=paper.account_id)
            raise DocumentGoneError(str(gone)) from None
        job = Job(stated, paper.format, paper.detailed, reader, self.seller, self.templates)
        return Made(file.name, file.media_type, await self.maker.make(job))


def _midnight(day: date | None, reader: Reader) -> datetime:
    """When a day begins where the reader is; a paper without a period does not look at it."""
    return datetime.combine(day or date(2000, 1, 1), time(), zone(reader.timezone))
