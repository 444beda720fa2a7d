"""``python -m tests.understanding`` writes the page; with ``learn``, the weights first."""

import sys

from tests.understanding import corpora, learn, page

if not corpora.present():
    sys.exit(f"no labelled texts in {corpora.FOLDER}: name their folder in CORPORA")
if "learn" in sys.argv[1:]:
    learn.write()
page.PAGE.write_text(page.written())
