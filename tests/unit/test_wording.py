"""An operator's own words for notices: they name what is known, and are nothing but words."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.config import SettingsError
from assistant.notify import examples
from assistant.notify.places import places
from assistant.notify.wording import Wording
from assistant.reader import Reader
from assistant.render import mail
from assistant.render.slack import render


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def write(folder: Path, path: str, words: str) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(words)


def loaded(folder: Path) -> Wording:
    return examples.wording(str(folder))


def test_own_words_take_the_place_of_ours_for_readers_of_that_language(folder: Path) -> None:
    write(folder, "payment_succeeded/subject.en.txt", "Thank you, {payer}: {amount}\n")
    write(folder, "payment_succeeded/text.en.txt", "We have it.\n\nFor {numbers}, {{really}}.\n")
    own = loaded(folder)

    english = examples.card("payment_succeeded", Reader(), own)
    german = examples.card("payment_succeeded", Reader("de"), own)

    assert english.title == "Thank you, Dana Reyes: 420.00 USD"
    assert english.paragraphs == ("We have it.", "For 123, {really}.")
    assert english.facts == examples.card("payment_succeeded", Reader()).facts
    assert german == examples.card("payment_succeeded", Reader("de"))


def test_each_channel_escapes_own_words_and_what_fills_them(folder: Path) -> None:
    write(folder, "contact_added/text.en.txt", "<b>{name}</b> & <!channel>")
    event = examples.EVENTS["contact_added"].model_copy(update={"name": "<i>{amount}</i>"})
    ours = examples.card("contact_added", Reader())

    card = loaded(folder).applied("contact_added", ours, event, Reader())

    assert "&lt;b&gt;&lt;i&gt;{amount}&lt;/i&gt;&lt;/b&gt; &amp;" in mail.render(card).html
    assert "<b><i>{amount}</i></b> & <!channel>" in mail.render(card).text
    assert "<!channel>" not in str(render(card).blocks)


@pytest.mark.parametrize("name", examples.names())
def test_every_notice_can_be_reworded_with_all_its_places(name: str, folder: Path) -> None:
    known = places(examples.ALL[name], Reader())
    write(folder, f"{name}/text.en.txt", " ".join(f"{{{each}}}" for each in known))

    card = examples.card(name, Reader(), loaded(folder))

    assert card.paragraphs == (" ".join(known.values()),)


@pytest.mark.parametrize(
    ("path", "words", "said"),
    [
        ("payment_done/text.en.txt", "Hello", "its folder is no notice"),
        ("text.en.txt", "Hello", "its folder is no notice"),
        ("payment_failed/body.en.txt", "Hello", "use subject.LANGUAGE.txt or text.LANGUAGE.txt"),
        ("payment_failed/text.xx.txt", "Hello", "with en, de, es, fr, ja"),
        ("payment_failed/text.en.txt", "Hello {amuont}", "there is no {amuont}; there are "),
        ("payment_failed/text.en.txt", "{payer.__class__}", "there is no {payer.__class__}"),
        ("payment_failed/text.en.txt", "{payer[0]}", "there is no {payer[0]}"),
        ("payment_failed/text.en.txt", "{payer!r}", "there is no {payer}"),
        ("payment_failed/text.en.txt", "{payer:>999999999}", "there is no {payer}"),
        ("payment_failed/text.en.txt", "{}", "there is no {}"),
        ("payment_failed/text.en.txt", "a { b", "a brace of its own is written twice"),
        ("payment_failed/text.en.txt", " \n", "has 1 to 4000 characters"),
        ("payment_failed/subject.en.txt", "a\nb", "a subject one line"),
        ("payment_failed/subject.en.txt", "a" * 201, "has 1 to 200 characters"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_the_start(
    path: str, words: str, said: str, folder: Path
) -> None:
    write(folder, path, words)

    with pytest.raises(SettingsError) as refused:
        loaded(folder)

    assert path in str(refused.value)
    assert said in str(refused.value)


def test_bytes_that_are_no_text_and_a_folder_that_is_none_are_refused(folder: Path) -> None:
    write(folder, "payment_failed/text.en.txt", "")
    (folder / "payment_failed/text.en.txt").write_bytes(b"\xff\xfe")

    with pytest.raises(SettingsError, match="UTF-8"):
        loaded(folder)
    with pytest.raises(SettingsError, match="there is no folder"):
        examples.wording(str(folder / "nowhere"))


def test_the_preview_shows_them_and_what_they_may_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, "reminder_overdue/subject.en.txt", "Still open: {numbers}")
    monkeypatch.setenv("ASSISTANT_NOTICES_DIR", str(folder))

    shown = CliRunner().invoke(app, ["notices", "preview", "reminder_overdue"]).stdout
    named = CliRunner().invoke(app, ["notices", "preview", "reminder_overdue", "--as", "places"])

    assert shown.startswith("Subject: Still open: 121\n")
    assert "{amount}  360.00 USD" in named.stdout
