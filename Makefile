# Everything that one types here. Needs Python >= 3.11 with venv, and make; no compiler, no Node.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench-plans soak-plans sweep-record page screenshots clean

help:
	@echo "make demo          set up, replay the reports and one incident, serve the page"
	@echo "make test          set up, run the tests; names what it had to skip"
	@echo "make lint          ruff, mypy strict, import-linter"
	@echo "make bench-plans   the plan engine beside PostGIS, DuckDB, Shapely (quarter of an hour)"
	@echo "make soak-plans    hold the plan engine to its judges, 3,000,000 pairs (an hour; resumes)"
	@echo "make sweep-record  flip every byte of a mechanism file (long)"
	@echo "make page          rebuild the page's files (needs Node 20)"
	@echo "make screenshots   take the README's pictures anew (needs Chromium)"
	@echo "make clean         remove what was set up"

$(VENV)/.runs: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Detente needs Python 3.11 or newer; this is %d.%d. Try: make PYTHON=python3.11" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@echo "Setting up (once; about a minute)..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.tests: $(VENV)/.runs
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,lint]'
	@touch $@

demo: $(VENV)/.runs
	@$(BIN)/detente demo

test: $(VENV)/.tests
	$(BIN)/python -m pytest

lint: $(VENV)/.tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/.bench: $(VENV)/.runs
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	@touch $@

# make bench-plans BENCH="--only small,w1 --peers ours,postgis"; for PostGIS see benchmarks/README.md
bench-plans: $(VENV)/.bench
	@$(BIN)/python -m benchmarks.plans $(BENCH)

# make soak-plans SOAK="--seconds 600"; docs/judges.md
soak-plans: $(VENV)/.tests
	@$(BIN)/python tests/plans/judges/soak.py $(SOAK)

sweep-record: $(VENV)/.tests
	$(BIN)/python tests/record/flip_sweep.py

page:
	cd frontend && npm ci && npm run check && npm run build

screenshots: $(VENV)/.tests
	$(BIN)/python tests/web/screenshots.py docs/img

clean:
	rm -rf $(VENV) build dist
