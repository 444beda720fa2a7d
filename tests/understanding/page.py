"""``docs/understanding.md``: how well people are understood, measured on texts by strangers."""

from tests.understanding import corpora, figures, learn, phrases
from tests.understanding.figures import Figures

PAGE = corpora.ROOT / "docs" / "understanding.md"

_HEAD = """# How well people are understood

Written by `python -m tests.understanding`: do not edit. It needs the labelled texts; name their
folder in `CORPORA`. Where they are absent, everything else works and its tests pass without them.

Exact forms come first, then forms that look for the meaning anywhere in a text, then a classifier
for what is left (`understand/classify.py`). A payment begins only with an exact form: whatever is
learned may look something up that is one's own, or put a choice: “did you mean …”.

"""
_UNSEEN = """
## On people who were never heard

Each source in turn is left out, the classifier learns from all the others and from sentences of our
own, and reads the one left out. The forms of the grammar were written by people who had seen
some of every source, so the first row flatters them; the second row is the classifier alone.
Sentences of ours that nothing was learned from are judged as well.
Pairs of ideas stand up to 7 apart: up to 4 found no more of what is wanted, and one false pay.

"""
_CREDITS = """
## Whose texts these are

The weights in `understand/weights.json` are learned by `python -m tests.understanding learn` from
sentences of our own (`tests/understanding/phrases.txt`) and from: CLINC150, Clinc Inc. (Larson et
al. 2019), CC BY 3.0; BANKING77, PolyAI (Casanueva et al. 2020), CC BY 4.0; HWU64, Liu et al. 2019,
CC BY 4.0; Snips NLU benchmark, CC0 1.0; MultiDoGO, Amazon (Peskov et al. 2019),
CDLA-Permissive-1.0; RasaHQ financial-demo, Apache-2.0; Bitext Innovations, CDLA-Sharing-1.0, which
leaves results unrestricted. None of their texts is in this repository: the weights are numbers
about ideas and single words.
"""


def written() -> str:
    """Measure everything and word the page; takes minutes."""
    opened = list(corpora.rows(corpora.OPEN))
    everything = [*opened, *corpora.rows(corpora.SHARED_ALIKE)]
    seen = figures.whole(opened)
    alone, whole = Figures(), Figures()
    for source, rows, judge in figures.strangers(everything):
        print(f"measured without {source}", flush=True)
        figures.add(alone, figures.without_grammar(rows, judge))
        figures.add(whole, figures.whole(rows, judge))
    return "".join(
        (
            _HEAD,
            "## On the open part\n\n",
            table({"the open part": seen, "with Bitext's": figures.whole(everything)}),
            _UNSEEN,
            table({"the whole": whole, "the classifier alone": alone, "our own": ours()}),
            "\n## What is taken for what\n\n",
            "Clear rows of both files; a row is what was wanted, a column what was read.\n\n",
            _confusion(figures.whole(everything)),
            _CREDITS,
        )
    )


def ours() -> Figures:
    """The sentences of ours that nothing was learned from."""
    counted = Figures()
    for intent, text in list(phrases.lines("said.txt"))[1::2]:
        row = corpora.Row(text, intent, frozenset((intent,)), "ours", True, intent != "pay")
        figures.add(counted, figures.whole([row]))
    return counted


def table(named: dict[str, Figures]) -> str:
    """A line of the page for each."""
    lines = [
        "| | rows | clear macro-F1 | in-scope recall | pay recall | false pays |",
        "|---|---|---|---|---|---|",
    ]
    for name, each in named.items():
        rows = sum(each.pairs.values())
        false = f"{each.false_pays} of {each.must_not_pay}"
        shares = f"{each.macro_f1:.3f} | {each.recall():.3f} | {each.recall('pay'):.3f}"
        lines.append(f"| {name} | {rows} | {shares} | {false} |")
    return "\n".join(lines) + "\n"


def _confusion(of: Figures) -> str:
    wanted = [each for each in learn.INTENTS if any(gold == each for gold, _ in of.pairs)]
    read = [each for each in learn.INTENTS if any(said == each for _, said in of.pairs)]
    lines = [
        "| | " + " | ".join(each.replace("_", " ") for each in read) + " |",
        "|---" * (len(read) + 1) + "|",
    ]
    for gold in wanted:
        counts = (str(of.pairs[gold, said] or "") for said in read)
        lines.append(f"| {gold.replace('_', ' ')} | " + " | ".join(counts) + " |")
    return "\n".join(lines) + "\n"
