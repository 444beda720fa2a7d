"""Where in a mail thread an answer belongs: what the mail door writes down and the sender reads."""

import re

from pydantic import BaseModel

_IDENTIFIER = re.compile(r"<[^<>\s]{1,250}>")
_REPLY_PREFIX = re.compile(
    r"(?:(?:re|aw|sv|antw|ref|tr|wg|fwd?)\s?(?:\[\d{1,3}\])?\s?:\s*){1,20}", re.IGNORECASE
)
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
_TAG = re.compile(r"\[INV-[A-Za-z0-9._/-]{1,40}\]")
_MOST_REFERENCES = 10
_LONGEST_SUBJECT = 200


class MailThread(BaseModel, frozen=True):
    """The thread headers an answer needs; identifiers with their angle brackets."""

    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    subject: str = ""

    @classmethod
    def answering(
        cls, message_id: str, *, references: tuple[str, ...], subject: str
    ) -> "MailThread":
        """Return the thread that continues below one mail, long chains cut in the middle."""
        chain = [one for one in (*references, message_id) if _IDENTIFIER.fullmatch(one)]
        chain = list(dict.fromkeys(chain))
        if len(chain) > _MOST_REFERENCES:
            chain = [chain[0], *chain[1 - _MOST_REFERENCES :]]
        topic = without_prefix(subject)[:_LONGEST_SUBJECT]
        known = message_id if _IDENTIFIER.fullmatch(message_id) else ""
        return cls(
            in_reply_to=known, references=tuple(chain), subject=f"Re: {topic}" if topic else ""
        )


def tag_of(number: str) -> str:
    """How a subject names the invoice a mail is about, `` [INV-123]``: context, and no right."""
    if not _NUMBER.fullmatch(number):
        return ""
    return f" [{number}]" if number.startswith("INV-") else f" [INV-{number}]"


def tagged(subject: str) -> str:
    """The tag a subject bears, with its brackets; empty where there is none."""
    found = _TAG.search(subject)
    return found[0] if found else ""


def without_prefix(subject: str) -> str:
    """Drop ``Re:``, ``AW:``, ``Fwd:`` and their like from the start of a subject."""
    stripped = subject.strip()
    found = _REPLY_PREFIX.match(stripped)
    return stripped[found.end() :].strip() if found else stripped


def is_reply_subject(subject: str) -> bool:
    """Tell whether a mail program wrote this subject for an answer or a forward."""
    return _REPLY_PREFIX.match(subject.strip()) is not None
