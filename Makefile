# From a fresh clone to a served, cited answer:  make run [DOCS=path]
# Variables: DOCS, LABEL, PORT, HOME_DIR (below); PYTHON, a Python >= 3.11; TORCH_INDEX, a further package
# index to take torch from, for machines whose own index only has the CUDA build (README.md).

.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= python3
TORCH_INDEX ?=
HOME_DIR ?= .thutuc
PORT ?= 8000
DOCS ?=
PYTEST_ARGS ?=
TEST_PROCESSES ?= 2
LEAK_EXAMPLES ?= 40
FUZZ_EXAMPLES ?= 100
LOAD_USERS ?= 64
LOAD_MINUTES ?= 10
QUESTIONS ?= samples/questions.jsonl
FAULT_STEP ?= 2
FUZZ_FILES ?= 20000
CLUSTER_RUNS ?= 5
BENCH_DOCS ?= samples/corpus
BENCH_SIZES ?= 10000,100000
BENCH_VECTORS ?= 100000,1000000
BENCH_WORDS ?= 1000000
BENCH_OUT ?= docs/bench
SOAK_MINUTES ?= 20

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
SOURCES := index ingest assistant api evaluation tests

# The project's own samples are public; documents of somebody else's are internal until told otherwise.
ifeq ($(strip $(DOCS)),)
INGEST_PATH := samples/corpus
LABEL ?= public
else
INGEST_PATH := $(DOCS)
LABEL ?= internal
endif

.PHONY: help install run test leaks api-fuzz fuzz-files faults cluster-test audit load bench soak check \
        system-test-packages clean

help:  ## Say what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(VENV)/.installed  ## Make .venv with the thutuc command in it

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "thutuc needs Python 3.11 or newer, and '$(PYTHON)' is not that." >&2; \
	  echo "Install it (Debian, Ubuntu: apt-get install python3 python3-venv) or say which: make install PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "Python cannot make virtual environments here (Debian, Ubuntu: apt-get install python3-venv)." >&2; \
	  rm -rf $(VENV); exit 1; }

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet --upgrade pip
	$(PIP) install --quiet $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -c constraints.txt -e .
	@# What pip leaves uncompiled: each start would take half a second longer where Python may not keep it.
	$(BIN)/python -m compileall -q $(filter-out tests,$(SOURCES))
	@touch $@

run: install  ## Ingest DOCS (or the samples) and serve on http://127.0.0.1:PORT
	$(BIN)/thutuc index model --home "$(HOME_DIR)"
	@# 3 says that some files are in quarantine; the rest is live, so serving goes on.
	$(BIN)/thutuc ingest "$(INGEST_PATH)" --home "$(HOME_DIR)" --label "$(LABEL)" || [ $$? -eq 3 ]
	$(BIN)/thutuc serve --home "$(HOME_DIR)" --port "$(PORT)"

$(VENV)/.installed-test: $(VENV)/.installed
	$(PIP) install --quiet $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -c constraints.txt -e '.[test,evaluation]'
	@touch $@

# Without a browser, Tesseract or PostgreSQL, or the right to install them, the tests that need them skip and say so.
system-test-packages:
	@if command -v chromium >/dev/null && fc-list 2>/dev/null | grep -qi noto \
	  && tesseract --list-langs 2>/dev/null | grep -q vie && tesseract --list-langs | grep -q ben \
	  && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then :; \
	elif ! command -v apt-get >/dev/null; then \
	  echo "No apt-get here: install Chromium, Noto fonts, Tesseract, PostgreSQL yourself for the tests that need them."; \
	elif [ "$$(id -u)" = 0 ] || sudo -n true 2>/dev/null; then \
	  if [ "$$(id -u)" = 0 ]; then as=; else as="sudo -n"; fi; \
	  { $$as apt-get update -qq \
	    && DEBIAN_FRONTEND=noninteractive $$as apt-get install -y -qq --no-install-recommends \
	       chromium fontconfig fonts-noto-core \
	       tesseract-ocr tesseract-ocr-vie tesseract-ocr-eng tesseract-ocr-ben tesseract-ocr-osd \
	       postgresql \
	       </dev/null >/dev/null; } \
	  || echo "Chromium, Tesseract and PostgreSQL could not be installed: the tests that need them will skip."; \
	else \
	  echo "No right to install (apt-get install chromium fonts-noto-core tesseract-ocr tesseract-ocr-vie postgresql): tests will skip."; \
	fi

# The single sign-on of the tests; without node and npm they skip and say so.
tests/open_id/node_modules: tests/open_id/package-lock.json
	@if command -v node >/dev/null && command -v npm >/dev/null; then \
	  npm ci --prefix tests/open_id --no-audit --no-fund --silent \
	  || echo "The provider could not be installed: the tests of single sign-on will skip."; \
	else echo "No node and npm here: the tests of single sign-on will skip."; fi

test: $(VENV)/.installed-test system-test-packages tests/open_id/node_modules  ## Install what the tests need and run them all
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile $(PYTEST_ARGS)

leaks: $(VENV)/.installed-test  ## Prove on 10,000 cases and more that nobody sees a trace of what is not theirs
	THUTUC_LEAK_EXAMPLES=$(LEAK_EXAMPLES) $(BIN)/python -m pytest -s tests/properties/test_leaks.py tests/properties/test_account_leaks.py

api-fuzz: $(VENV)/.installed-test  ## Ask the service whatever its OpenAPI description allows, as each role
	THUTUC_FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) $(BIN)/python -m pytest -s --timeout 3600 tests/integration/test_api_fuzz.py

audit: $(VENV)/.installed  ## Look for known flaws in what is installed (asks an advisory database) and in the code
	$(PIP) install --quiet -c constraints.txt -e '.[audit]'
	$(BIN)/bandit --quiet --recursive --skip B301,B506,B608,B615 --severity-level medium --confidence-level medium $(filter-out tests,$(SOURCES))
	$(BIN)/pip-audit --requirement constraints.txt --no-deps --disable-pip

load: $(VENV)/.installed-test  ## Let 64 users ask a copy of HOME_DIR for ten minutes, beside plain langchain
	@copy=$$(mktemp -d) && trap 'rm -rf "$$copy"' EXIT && cp -r "$(HOME_DIR)/." "$$copy" \
	&& $(BIN)/thutuc evaluate load "$(QUESTIONS)" --home "$$copy" --users $(LOAD_USERS) --minutes $(LOAD_MINUTES)

bench: $(VENV)/.installed-test  ## Measure speed, size and recall against named alternatives over HOME_DIR and BENCH_DOCS
	$(BIN)/thutuc evaluate bench "$(QUESTIONS)" --home "$(HOME_DIR)" --documents "$(BENCH_DOCS)" \
	  --sizes "$(BENCH_SIZES)" --vectors "$(BENCH_VECTORS)" --words "$(BENCH_WORDS)" --out "$(BENCH_OUT)"

soak: $(VENV)/.installed-test  ## Ask, hand in, relabel and delete on a copy of HOME_DIR for SOAK_MINUTES
	@copy=$$(mktemp -d) && trap 'rm -rf "$$copy"' EXIT && cp -r "$(HOME_DIR)/." "$$copy" \
	&& $(BIN)/thutuc evaluate soak "$(QUESTIONS)" --home "$$copy" --minutes $(SOAK_MINUTES) --out "$(BENCH_OUT)"

faults: $(VENV)/.installed-test  ## Kill, fill the disk and cut the power at every FAULT_STEP-th change to the disk
	THUTUC_FAULT_STEP=$(FAULT_STEP) $(BIN)/python -m pytest -s tests/faults

fuzz-files: $(VENV)/.installed-test  ## Read FUZZ_FILES mutated files of every format, and bombs
	THUTUC_FUZZ_FILES=$(FUZZ_FILES) $(BIN)/python -m pytest -s --timeout 7200 tests/faults/test_hostile_files.py tests/faults/test_page_files.py

cluster-test: $(VENV)/.installed-test  ## Lose a data centre, and the line to it, CLUSTER_RUNS times (root; network namespaces)
	$(PIP) install --quiet -c constraints.txt -e '.[cluster-test]'
	command -v etcd >/dev/null || apt-get install -y -qq --no-install-recommends etcd-server
	THUTUC_CLUSTER_RUNS=$(CLUSTER_RUNS) unshare --net $(BIN)/python -m pytest -s tests/cluster

check: $(VENV)/.installed-test  ## Lint, formatting and types
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy

clean:  ## Remove the virtual environment; the ingested documents stay
	rm -rf $(VENV) build *.egg-info
