# What people type: each target makes its environment first, then runs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-slow lint format docs clean

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $@

demo: $(VENV)/.ready  ## the sample network on this machine: harvest, question, site
	$(BIN)/fabcommons demo

test: $(VENV)/.ready  ## every test but the slow ones
	$(BIN)/python -m pytest -m "not slow"

test-slow: $(VENV)/.ready  ## the tests that take minutes
	$(BIN)/python -m pytest -m slow

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
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
