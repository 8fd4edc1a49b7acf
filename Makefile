# `make help` lists the targets.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE_TESTS := tests/clients/node
INSTALL := -m pip install --disable-pip-version-check --quiet

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Every environment is made from a hashed requirements file; the project itself is installed in place.
$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml | $(BIN)/python
	$(BIN)/python $(INSTALL) --require-hashes --requirement requirements/runtime.txt
	$(BIN)/python $(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tests: requirements/tests.txt $(VENV)/.runtime
	$(BIN)/python $(INSTALL) --require-hashes --requirement requirements/tests.txt
	@touch $@

# The real az has several hundred dependencies of its own, and moto pins others: each in its own environment.
.venv-az/.installed: requirements/clients.txt
	$(PYTHON) -m venv .venv-az
	.venv-az/bin/python $(INSTALL) --require-hashes --requirement $<
	@touch $@

.venv-bench/.installed: requirements/bench.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python $(INSTALL) --require-hashes --requirement $<
	@touch $@

$(NODE_TESTS)/node_modules/.installed: $(NODE_TESTS)/package-lock.json
	@if command -v npm >/dev/null; then \
	  cd $(NODE_TESTS) && npm ci --ignore-scripts --no-audit --no-fund && touch node_modules/.installed; \
	else \
	  echo "npm is not installed: the JavaScript SDK's tests are skipped"; \
	fi

.PHONY: setup
setup: $(VENV)/.runtime ## install what running needs into .venv

.PHONY: setup-tests
setup-tests: $(VENV)/.tests ## install what the tests and checks need too

.PHONY: run
run: setup ## start the simulator with the default estate
	$(BIN)/run-command-simulator serve

.PHONY: test
test: setup-tests ## the quick tests, under two minutes
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal -m "not clients and not suites and not docker and not figures"

.PHONY: test-clients
test-clients: setup-tests .venv-az/.installed $(NODE_TESTS)/node_modules/.installed ## the tests with the real az and the JavaScript SDK, and whole suites of clients
	$(BIN)/python -m pytest -m "clients or suites" tests/clients tests/cli tests/kit

.PHONY: agent-base
agent-base: setup ## a base image for agents in containers from Debian's packages, where there is no container registry
	$(BIN)/python tools/agent-base

.PHONY: image
image: ## the simulator's own container image, from python:3.12-slim (docs/ci.md)
	docker build --tag run-command-simulator .

.PHONY: image-offline
image-offline: setup ## the same from Debian's packages and wheels, where there is no container registry
	$(BIN)/python tools/simulator-image

.PHONY: test-docker
test-docker: setup-tests ## the tests of agents in containers; skipped where no container engine answers
	$(BIN)/python -m pytest -m docker --numprocesses 2 --dist loadfile tests

.PHONY: figures
figures: setup-tests ## what the test kit costs: its import, a reset, 200 tests of a client
	$(BIN)/python -m pytest -m figures -rP tests/kit

.PHONY: coverage
coverage: setup-tests ## branch coverage of all but the interpreter, with its floor
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest --numprocesses auto --dist worksteal -m "not clients and not docker and not figures" \
	  --ignore tests/properties --ignore tests/powershell --ignore tests/windows
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

.PHONY: check
check: setup-tests ## every check: ruff, mypy, import-linter, and the floor of branch coverage
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) coverage

.PHONY: format
format: setup-tests ## let ruff format and mend what it can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.PHONY: bench
bench: setup-tests .venv-bench/.installed ## how fast it is, as ratios measured in one run
	$(BIN)/python tools/bench/run.py

.PHONY: pages
pages: setup-tests ## write docs/restrictions anew, by playing the scenarios
	$(BIN)/python tools/restriction-pages

.PHONY: powershell-report
powershell-report: setup-tests ## CASES=FILE: how many recorded scripts the interpreter answers rightly
	$(BIN)/python tools/powershell-report $(CASES) --baseline tests/powershell/baseline.json
