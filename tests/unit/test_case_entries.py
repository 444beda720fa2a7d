"""What agents read of what was said: words, and no ids that only a button knows."""

from datetime import UTC, datetime

import pytest

from assistant.billing.model.case import Entry, EntryKind


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"confirm off_{'f9' * 16}", "(pressed “Confirm”)"),
        (f"cancel off_{'f9' * 16}", "(pressed “Cancel”)"),
        ("pay invoice 122", "pay invoice 122"),
        (f"why does it say confirm off_{'f9' * 16}", f"why does it say confirm off_{'f9' * 16}"),
    ],
)
def test_a_button_is_shown_by_what_was_pressed(text: str, said: str) -> None:
    at = datetime(2026, 3, 10, tzinfo=UTC)

    assert Entry(EntryKind.ASKED, "Dana", text, at).said == said
