# Every target first builds .venv where it is missing; a second make installs nothing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-installed
DEV := $(VENV)/.dev-installed
TOOLS := $(VENV)/tools/.installed

.PHONY: help install dev demo test soak mutants bench crawl pictures lock
help:
	@echo "make demo      serve the miniature site, crawl it, show the dataset in data/demo/"
	@echo "make test      the test suite (minutes)"
	@echo "make soak      the long tests"
	@echo "make mutants   change the program in random places, and list the changes that no test notices"
	@echo "make bench     the benchmarks, side by side with what they are compared with"
	@echo "make crawl     one run against the real site, into data/"
	@echo "make install   only build .venv"
	@echo "make dev       build .venv with the linters and what the tests need"
	@echo "make pictures  make the README's pictures anew (Chromium is needed)"

install: $(RUN)
dev: $(DEV)
demo: $(RUN)
	$(BIN)/bogor-news demo
crawl: $(RUN)
	$(BIN)/bogor-news crawl
# Tests and benchmarks start the program many times; without bytecode each start would compile it again.
test: $(DEV)
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n 2 --dist worksteal -m "not soak"
soak: $(DEV) $(TOOLS)
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n 2 --dist worksteal -m soak
mutants: $(DEV) $(TOOLS)
	$(VENV)/tools/bin/python tests/mutants.py $(MUTANTS)
bench: $(DEV)
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m benchmarks
# The pictures of the README; Chromium has to be installed.
pictures: $(DEV)
	$(BIN)/python docs/pictures/make.py

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "venv is missing: apt install python3-venv"; exit 1; }
# The project itself is installed with the locked build backend, so that nothing is fetched outside the lock.
$(RUN): requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@
$(DEV): requirements/dev.txt $(RUN)
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
# Programs that only the long tests start, such as an object store. They have their own environment, since their libraries
# conflict with ours.
$(TOOLS): requirements/tools.txt | $(VENV)/bin/python
	$(PYTHON) -m venv $(VENV)/tools
	$(VENV)/tools/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements/tools.txt
	@touch $@

# Pins and hashes only, for every platform and Python from 3.11; no index address is written.
UV := uv pip compile pyproject.toml requirements/build.in --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock" -q
lock:
	$(UV) --extra report -o requirements/run.txt
	$(UV) --extra report --extra dask --extra dev -c requirements/run.txt -o requirements/dev.txt
	uv pip compile requirements/tools.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command "make lock" -q -o requirements/tools.txt
