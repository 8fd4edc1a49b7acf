# `make help` lists the targets.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Every environment is made from a hashed requirements file; the project itself is installed in place.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml | $(BIN)/python
	$(PIP_INSTALL) --require-hashes --requirement requirements/runtime.txt
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tests: requirements/tests.txt $(VENV)/.runtime
	$(PIP_INSTALL) --require-hashes --requirement requirements/tests.txt
	@touch $@

.PHONY: setup
setup: $(VENV)/.runtime ## install what running needs into .venv

.PHONY: setup-tests
setup-tests: $(VENV)/.tests ## install what the tests and checks need too

.PHONY: run
run: setup ## start the simulator with the default estate
	$(BIN)/run-command-simulator serve

.PHONY: test
test: setup-tests ## the quick tests, under two minutes
	$(BIN)/python -m pytest

.PHONY: check
check: setup-tests ## every static check: ruff, mypy, import-linter
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: format
format: setup-tests ## let ruff format and mend what it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
