"""What was learned is small, proposes only, and does on strangers' texts what the page says."""

import re
import time
from datetime import date

import pytest

from assistant.command import READS, NotUnderstood, Pay
from assistant.understand import read
from assistant.understand.classify import WEIGHTS, _kept, opinion
from assistant.understand.propose import SAY
from tests.understanding import corpora, figures, learn, page, phrases

TODAY = date(2026, 11, 22)
PAGE = page.PAGE.read_text()
SAID = list(phrases.lines("said.txt"))


def told(row):
    """What the page says of a row: its macro-F1 and its recall."""
    cells = re.search(rf"^\| {row} \| [0-9]+ \| ([0-9.]+) \| ([0-9.]+)", PAGE, re.MULTILINE)
    return [float(cells[1]), float(cells[2])]


def test_the_weights_are_small_and_quickly_there():
    took = []
    for _ in range(5):
        _kept.cache_clear()
        began = time.process_time()
        _kept()
        took.append(time.process_time() - began)

    assert WEIGHTS.stat().st_size < 3_000_000
    assert min(took) < 0.05


@pytest.mark.parametrize(("intent", "say"), SAY.items())
def test_what_is_put_as_a_choice_is_understood_when_it_is_chosen(intent, say):
    reading = read(say, today=TODAY)

    assert not isinstance(reading.command, NotUnderstood)
    assert reading.intent in (intent, "list_invoices")


def test_what_is_learned_never_pays_nor_changes_anything():
    for _, text in (*SAID, *phrases.written()):
        reading = read(text, today=TODAY)
        if reading.confidence not in (0.7, 1.0):  # neither a form nor exact
            assert isinstance(reading.command, (*READS, NotUnderstood)), text


def test_nobody_pays_by_saying_something_else():
    for intent, text in SAID:
        if intent != "pay":
            reading = read(text, today=TODAY)
            assert reading.intent != "pay", text
            assert not isinstance(reading.command, Pay), text


def test_most_of_what_nothing_was_learned_from_is_understood():
    counted = page.ours()

    assert counted.recall() >= 0.75
    assert counted.false_pays == 0


def test_an_opinion_names_the_next_best_reading():
    held = opinion("i want to see or pay my bill")

    assert {held.intent, held.second} <= set(learn.INTENTS)
    assert 0 <= held.likely <= 1
    assert 0 <= held.nothing <= 1


def test_learning_the_same_twice_gives_the_same():
    some = learn.ours()[:300]

    assert learn.packed(learn.learn(some)) == learn.packed(learn.learn(some))


def test_words_alone_speak_for_no_intent_of_ours():
    kept = _kept()

    for word in (each for each in kept.weights if isinstance(each, str) and each.islower()):
        *intents, nothing = kept.says(word)
        assert not any(intents)
        assert nothing >= 0


@pytest.mark.timeout(300)
def test_the_open_part_reads_as_the_page_says():
    if not corpora.present():
        print(f"\nno labelled texts in {corpora.FOLDER}: the page is not measured again")
        return
    measured = figures.whole(corpora.rows(corpora.OPEN))

    assert measured.false_pays == 0
    assert measured.macro_f1 >= 0.90
    assert measured.recall() >= 0.88
    assert measured.recall("pay") >= 0.80
    assert told("the open part") == pytest.approx([measured.macro_f1, measured.recall()], abs=0.01)


def test_the_page_credits_every_source_and_its_licence():
    for source in ("CLINC150", "BANKING77", "HWU64", "Snips", "MultiDoGO", "financial-demo"):
        assert source in PAGE
    for licence in ("CC BY 3.0", "CC BY 4.0", "CC0", "CDLA-Permissive-1.0", "Apache-2.0"):
        assert licence in PAGE
