# Two commands: `make run` serves the graph on loopback, `make test` runs the tests. Everything is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --prerelease=if-necessary-or-explicit --generate-hashes --no-emit-index-url --no-header

.PHONY: run test install lint wheel-check docs audit bench bench-page kill-rounds lock clean

run: $(VENV)/.run ## install, fill an embedded graph with the bundled snapshot, serve page and API on loopback
	$(BIN)/innograph serve

test: $(VENV)/.test ## install what the tests need and run them
	$(BIN)/python -m pytest

install: $(VENV)/.test

$(VENV)/.run: requirements.lock pyproject.toml hatch_build.py
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.test: $(VENV)/.run requirements-dev.lock
	$(INSTALL) --require-hashes -r requirements-dev.lock
	touch $@

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

wheel-check: $(VENV)/.test ## build sdist, then wheel from it; install it alone; run the main job from an empty folder
	$(BIN)/python tests/wheel_check.py

docs: $(VENV)/.test ## build the documentation into site/, without the network
	$(BIN)/mkdocs build --strict

audit: $(VENV)/.test ## look the locked packages up among known vulnerabilities
	$(BIN)/python tests/audit.py

bench: $(VENV)/.test ## measure, and write the table into docs/benchmarks.md
	$(BIN)/python -m benchmarks --write

bench-page: $(VENV)/.test ## measure the page in Chromium, and write its section of docs/benchmarks.md
	$(BIN)/python -m benchmarks --page --write

kill-rounds: $(VENV)/.test ## kill loaders a hundred times, count what is lost
	INNOGRAPH_KILL_ROUNDS=100 $(BIN)/python -m pytest tests/reliability/test_kill.py

lock: ## write both lock files anew (needs uv)
	$(COMPILE) pyproject.toml build-requirements.in -o requirements.lock
	$(COMPILE) pyproject.toml build-requirements.in --extra dev --extra analysis --extra mcp --extra py2neo --extra train --extra notebooks --extra docs --extra ray -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) .dev build dist .mypy_cache .pytest_cache .ruff_cache
