"""Answers and notices in the reader's language: complete, the same in each, and sayable back."""

import ast
import re
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

import assistant
from assistant import language, replies
from assistant.command import NotUnderstood
from assistant.reader import Reader
from assistant.understand import may_be_for_agents, read, read_as_agent
from tests.unit.outcome_examples import NASTY, OUTCOMES

PACKAGE = Path(assistant.__file__).parent
SPOKEN = ("replies", "notify/notices")
KEYWORDS = {"say": None, "mark": None, "count": (2, 3)}
NOT_WORDS = frozenset(
    "say typed url turns style media_type locale timezone projection update name key".split()
)
"""Arguments that hold no words for people: what is typed, or sent elsewhere."""
TYPED = frozenset(
    "_SAY _NOT_NUMBERS words again confirm approve decline why much parts place of named".split()
)
"""Names that hold what is typed, or sent elsewhere."""
QUOTED = re.compile(r"„([^“]+)“|«\s?([^»]+?)\s?»|「([^」]+)」|“([^”]+)”")
GIVEN = {f"because {NASTY}"}
FILLED = {"number": "123", "line": "2", "text": "50", "numbers": "123"}


@cache
def sentences():
    """Every sentence in the code, as Babel extracts it."""
    found = {}
    for folder in ("replies", "notify", "render", "understand"):
        for _, _, message, _, _ in extract_from_dir(PACKAGE / folder, keywords=KEYWORDS):
            found[message if isinstance(message, str) else message[0]] = message
    for name in ("declines.py", "dispatch.py", "meaning.py", "shown.py"):
        extracted = extract_from_file("python", PACKAGE / name, keywords=KEYWORDS)
        found |= {message: message for _, message, _, _ in extracted}
    return found


@cache
def catalogue(name):
    with (PACKAGE / language._CATALOGUE.format(name)).open("rb") as source:
        return read_po(source, locale=name)


def holes(sentence):
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("name", language.CATALOGUES)
def test_every_sentence_is_translated_and_fills_in_the_same(name):
    translated = catalogue(name)

    for key, message in sentences().items():
        entry = translated.get(key)
        assert entry is not None, f"{key!r} is new: make messages"
        said = entry.string if isinstance(entry.string, (tuple, list)) else (entry.string,)
        expected = set() if isinstance(message, str) else {"number"}
        for each in said:
            assert each, f"{key!r} is not translated"
            assert holes(each) == holes(key) | expected, f"{key!r} fills in something else"


@pytest.mark.parametrize("name", language.CATALOGUES)
def test_no_catalogue_has_a_sentence_that_nobody_says(name):
    keys = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue(name) if m.id}

    assert keys - set(sentences()) == set()


@pytest.mark.parametrize("name", language.CATALOGUES)
def test_our_reading_of_a_catalogue_is_babels(name):
    ours = language._catalogue(name)

    for message in catalogue(name):
        if isinstance(message.id, tuple):
            assert ours.plural[message.id[0]] == tuple(message.string)
        elif message.id:
            assert ours.single[message.id] == message.string


def modules():
    return [path for folder in SPOKEN for path in sorted((PACKAGE / folder).glob("*.py"))]


def unmarked(tree):
    """String constants of more than one word that are neither marked nor said, with their line."""
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        if not re.search(r"[A-Za-z]{2,}\s+\S*[A-Za-z]{2,}|[A-Z][a-z]+ ?$", node.value):
            continue
        if not any(_excuses(each, below) for each, below in _above(node, parents)):
            yield node.lineno, node.value


def _above(node, parents):
    while node in parents:
        yield parents[node], node
        node = parents[node]


def _excuses(node, below):
    match node:
        case ast.Call(func=ast.Name(id="say" | "mark" | "count" | "marked")):
            return below in node.args
        case ast.keyword(arg=arg):
            return arg in NOT_WORDS
        case ast.arg() | ast.AnnAssign():
            return True
        case ast.Expr() | ast.Compare() | ast.Subscript() | ast.match_case():
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))):
            return True
        case ast.Call(func=ast.Name(id="_action")):
            return below is node.args[1]
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name in TYPED
        case ast.Assign(targets=[ast.Tuple(elts=names)]):
            return all(name.id in TYPED for name in names)
        case ast.Tuple() if isinstance(below, ast.JoinedStr):
            return node.elts.index(below) == 1
        case ast.FunctionDef(name=name):
            return name in (
                "_asking",
                "_form",
                "_stem",
                "_off",
                "paying",
                "_with",
                "_what",
                "_part",
            )
    return False


@pytest.mark.parametrize("path", modules(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_sentence_is_left_in_english_only(path):
    found = list(unmarked(ast.parse(path.read_text(encoding="utf-8"))))

    assert found == []


@pytest.mark.parametrize("path", modules(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_sentence_can_be_extracted(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="say" | "mark"), args=args):
                assert [type(each) for each in args] == [ast.Constant], ast.unparse(node)
            case ast.JoinedStr():
                inside = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
                said = [each for each in inside if getattr(each.func, "id", "") in KEYWORDS]
                assert said == [], ast.unparse(node)


def quoted(sentence):
    return ["".join(found) for found in QUOTED.findall(sentence)]


def meant(words, locale):
    filled = words.format_map(FILLED)
    return read_as_agent(filled) or read(filled, today=date(2026, 11, 22), locale=locale).command


def sayable():
    """Sentences with something to say: out of a catalogue, since it has them all, and at once."""
    complete = language._catalogue(language.CATALOGUES[0])
    for key in (*complete.single, *complete.plural):
        for words in quoted(key):
            if not set(holes(words)) <= set(FILLED) or "…" in words:
                continue
            if not isinstance(meant(words, "en"), NotUnderstood):
                yield key
                break


@pytest.mark.parametrize("name", language.CATALOGUES)
@pytest.mark.parametrize("key", list(sayable()))
def test_what_an_answer_says_one_can_say_is_understood_the_same(name, key):
    english, ours = quoted(key), quoted(catalogue(name).get(key).string)

    if key.startswith(("I can charge a saved", "I pay at once")):
        return  # quoted there are words, not requests
    if key.startswith("{files} was not accepted"):
        english = english[1:]
    assert len(english) == len(ours)
    for their_words, our_words in zip(english, ours, strict=True):
        if "…" in their_words or not set(holes(their_words)) <= set(FILLED):
            continue
        wanted, got = meant(their_words, "en"), meant(our_words, name)
        assert got.kind == wanted.kind, our_words


@pytest.mark.parametrize("name", language.CATALOGUES)
def test_what_customers_can_say_is_quoted_in_their_language(name):
    left = {
        words
        for key in sayable()
        for words in set(quoted(key)) & set(quoted(catalogue(name).get(key).string))
        if not words.startswith("{") and not (may_be_for_agents(words) or "Example Ltd" in words)
    }

    assert left <= SAID_ALIKE


SAID_ALIKE = {
    *("no", "pdf 123", "approvals", "find Example", "who owes us", "payments today", "ageing"),
    "change due date of 123 to 15 January because …",
}
"""The same in other languages, or said by agents only."""


@pytest.mark.parametrize("name", language.CATALOGUES)
@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: type(outcome).__name__)
def test_an_answer_has_no_english_sentence_left(name, outcome):
    english = replies.word(outcome, Reader("en"), support="us@x.example")
    said = replies.word(outcome, Reader(name), support="us@x.example")

    left = set(english.paragraphs) & set(said.paragraphs)
    assert {each for each in left if len(each.split()) > 2 and not QUOTED.match(each)} <= GIVEN
    assert [action.say for action in said.actions] == [action.say for action in english.actions]


def test_english_reads_no_catalogue_and_other_languages_fall_back_to_it():
    for locale in ("en", "en_GB", "sv", "xx"):
        with language.speaking(locale):
            assert language.say("Pay {amount}?", amount="1 €") == "Pay 1 €?"
            assert language.count(2, "{number} part", "{number} parts") == "2 parts"


def test_a_language_lasts_as_long_as_its_block():
    with language.speaking("de_AT"):
        with language.speaking("ja"):
            assert language.say("Pay") == "支払う"
        assert language.say("Pay") == "Bezahlen"
    assert language.say("Pay") == "Pay"
