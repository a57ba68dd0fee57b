# make demo   install into .venv, read the sample reports, print the chronicle
# make test   the same, then lint, types, tests and the quick benchmarks
# make soak   the long runs, by hand
SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin

.PHONY: demo test lint types tests benchmarks soak clean

demo: .venv/installed
	@$(BIN)/dateline read samples
	@echo
	@echo "The words behind each row: $(BIN)/dateline read samples --explain"
	@echo "Your own reports:          $(BIN)/dateline read PATH... (web pages, text, JSON, CSV, a folder, a URL)"

test: lint types tests benchmarks

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/installed
	$(BIN)/mypy

tests: .venv/installed
	$(BIN)/pytest

benchmarks: .venv/installed
	$(BIN)/python -m benchmarks check

soak: .venv/installed
	$(BIN)/pytest -m soak

.venv/installed: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Dateline needs Python 3.11 or newer; none was found. Install one, or: make PYTHON=/path/to/python3.12 demo"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || ./tools/need-venv "$(PYTHON)"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
