# Needs Python 3.11 or newer, make and pip. Another Python: make demo PYTHON=python3.12

PYTHON ?= python3
UV := $(if $(shell uv --version 2>/dev/null),uv,.tools/bin/uv)
RUN := .venv/bin/
READY := .venv/.ready
PYTEST := $(RUN)python -m pytest
# Half of the time a test waits for a process or a clock: more workers than cores keep the cores busy.
WORKERS ?= $(shell echo $$((($$(getconf _NPROCESSORS_ONLN) * 3 + 1) / 2)))

SLOW := slow or browser or dovecot

SENTENCES := $(addprefix assistant/,declines.py dispatch.py meaning.py shown.py replies notify render understand)

export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_DOWNLOADS := never
unexport PYTHONDONTWRITEBYTECODE  # the tests start a hundred processes: each would compile us anew

.DEFAULT_GOAL := help
.PHONY: help setup demo quick test slow check bench simulate fuzz messages browser localslack

help: ## what can be made here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## install what is pinned in uv.lock into .venv

demo: setup ## try it: everything local, one page in the browser
	@$(RUN)assistant demo

quick: setup ## the tests without a server or a database (half a minute)
	$(PYTEST) -n 2 -m "not slow" tests/unit tests/test_architecture.py

test: setup ## every test but the slow ones; says which outside party is missing
	$(PYTEST) -n $(WORKERS) --dist worksteal -m "not ($(SLOW))"

slow: setup ## the others: simulations, fuzzing, a browser, Dovecot
	$(PYTEST) -n $(WORKERS) --dist worksteal -m "$(SLOW)"

check: setup ## format, lint, types, imports, lock file
	$(RUN)ruff format --check .
	$(RUN)ruff check .
	$(RUN)mypy
	$(RUN)lint-imports
	$(UV) lock --check --python $(RUN)python

bench: setup ## measure, each figure beside its floor
	$(RUN)python -m bench

simulate: setup ## a seeded world of faults, then a year of reminders; prints what it found
	$(RUN)python -m bench.simulate
	$(RUN)python -m bench.year
	$(RUN)python -m bench.storm

fuzz: setup ## read mail that nobody would write, for five minutes
	$(RUN)python -m bench.fuzz --minutes 5

messages: setup ## collect the sentences of answers and notices for their translators
	$(RUN)pybabel -q extract -k say -k mark -k count:2,3 --no-wrap --sort-output --add-location=file \
	  --omit-header -o .messages.pot $(SENTENCES)
	for language in de es fr ja; do $(RUN)pybabel -q update -i .messages.pot -d assistant/locale \
	  -l $$language --no-fuzzy-matching --no-wrap --ignore-obsolete --ignore-pot-creation-date; done
	rm .messages.pot

browser: setup ## headless Chromium drives the demo page, and local-slack if it is there
	$(PYTEST) -m browser

localslack: .tools/local-slack/.ready ## a Slack to click in for the browser tests (Linux x86-64, npm)

$(READY): uv.lock pyproject.toml | $(filter .tools/%,$(UV))
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'Python 3.11 or newer is needed; name it: make setup PYTHON=python3.12' >&2; exit 1; }
	$(UV) sync --frozen --compile-bytecode --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')"
	@touch $@

.tools/local-slack/.ready: tests/parties/local_slack/package-lock.json
	mkdir -p $(@D)
	cp $(<D)/package.json $(<D)/package-lock.json $(@D)
	npm ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.tools/bin/uv:
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --target .tools uv
