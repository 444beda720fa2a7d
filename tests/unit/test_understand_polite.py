"""What is looked at first, to spare most texts a search, never keeps a courtesy in its place."""

from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.understand.polite import _ENDING, without_thanks

_ENDINGS = st.from_regex(_ENDING, alphabet=st.characters(codec="ascii", exclude_characters="\n"))


@given(_ENDINGS)
def test_whatever_ends_a_request_is_taken_off(ending: str) -> None:
    text = f"pay 123{ending}"
    found = _ENDING.search(text)
    assume(found is not None and len(text) - found.start() < 40)

    assert without_thanks(text) == (text[: found.start()].rstrip(" ,.!") or text)


def test_a_capital_alone_is_no_name() -> None:
    for text in ("move it to Europe", "what is an ATM", "I want a Visa"):
        assert without_thanks(text) == text
