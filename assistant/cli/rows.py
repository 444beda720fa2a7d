"""Lines of JSON with a text each -> what would be understood of it, a line of JSON each."""

from datetime import date
from typing import NamedTuple

import orjson

from assistant import understand


class Answer(NamedTuple):
    """What is answered to a line, and whether the line could be read."""

    line: str
    was_read: bool = True


def answered(line: str, today: date) -> Answer:
    """Read a line {"id","text"}; the answer to any other says what is wrong with it."""
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return _unread(None, f"this line is not JSON: {error}")
    if not isinstance(found, dict):
        return _unread(None, 'this line is not an object with "id" and "text"')
    row_id, text = found.get("id"), found.get("text")
    if not isinstance(text, str):
        return _unread(row_id, '"text" is missing, or is not a string')
    return Answer(parsed(row_id, text, today))


def _unread(row_id: object, error: str) -> Answer:
    return Answer(orjson.dumps({"id": row_id, "error": error}).decode(), was_read=False)


def parsed(row_id: object, text: str, today: date) -> str:
    """What would be understood, as JSON."""
    masked = understand.mask(text)
    reading = understand.read(masked.text, today=today)
    understood = reading.understood
    fields = {
        "id": row_id,
        "text": masked.text,
        "predicted_intent": reading.intent,
        "command": understood.model_dump(mode="json") if understood else None,
        "confidence": reading.confidence,
    }
    return orjson.dumps(fields).decode()
