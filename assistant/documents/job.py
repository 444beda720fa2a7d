"""One document to make, and the file that comes of it."""

from assistant.billing.model.paper import PaperFormat, Stated
from assistant.documents.seller import Seller
from assistant.reader import Reader
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """Everything a document is made of; ``templates`` is the operator's own folder, if any."""

    stated: Stated
    format: PaperFormat
    detailed: bool
    reader: Reader
    seller: Seller
    templates: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A file, ready to be handed over."""

    name: str
    media_type: str
    content: bytes
