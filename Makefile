# One verb per habit. A machine needs python3 (3.11 or newer) and make; the rest is fetched.
PYTHON ?= python3
BIN := .venv/bin
LOCKS := .ci/requirements
# The locks are complete, so nothing is resolved again and nothing comes unpinned.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
INSTALL_CHECKOUT := $(PIP) --no-build-isolation --editable .

.DEFAULT_GOAL := help
.PHONY: help run test check bench lock messages format clean

help:
	@echo "make run       serve the product on http://127.0.0.1:8000"
	@echo "make test      everything that must hold: static checks, then all tests"
	@echo "make check     the static part alone: format, lint, types, layers, templates, spelling"
	@echo "make format    put Python into the house form"
	@echo "make bench     measure speed and memory, print tables"
	@echo "make messages  collect the words to translate and compile the translations"
	@echo "make lock      pin the requirements again (UPGRADE=--upgrade takes newer ones)"
	@echo "make clean     remove what was built; data in var/ stays"

run: .venv/.run-installed
	@exec $(BIN)/catalog demo

test: check
	@echo "== tests"
	@CHROMIUM="$$(.ci/chromium)" && export CHROMIUM && $(BIN)/pytest -q --numprocesses 2 --dist worksteal

check: .venv/.dev-installed
	@echo "== format"
	@$(BIN)/ruff format --check --quiet .
	@echo "== lint"
	@$(BIN)/ruff check --quiet .
	@echo "== types"
	@$(BIN)/mypy --no-error-summary
	@echo "== layers"
	@$(BIN)/lint-imports --no-logo
	@echo "== templates"
	@$(BIN)/djlint --quiet --lint templates
	@echo "== spelling"
	@$(BIN)/codespell

bench: .venv/.dev-installed
	@$(BIN)/python -m tests.benchmarks

format: .venv/.dev-installed
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix --quiet .

messages: .venv/.dev-installed
	@.ci/messages

lock: .venv/.dev-installed
	@.ci/lock $(UPGRADE)

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv .venv

.venv/.run-installed: $(LOCKS)/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the product needs ..."
	@$(PIP) --require-hashes --requirement $(LOCKS)/run.txt
	@$(INSTALL_CHECKOUT)
	@touch $@

.venv/.dev-installed: $(LOCKS)/dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the tests need ..."
	@$(PIP) --require-hashes --requirement $(LOCKS)/dev.txt
	@$(INSTALL_CHECKOUT)
	@touch $@ .venv/.run-installed # dev.txt holds all of run.txt, version for version
