# Everything runs inside .venv; `make demo` and `make test` install what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVERS := .venv-servers
PIP := $(BIN)/pip install --quiet --disable-pip-version-check -c constraints-cpu.txt
RUN ?= runs/demo

.PHONY: help install demo test test-servers check bench clean

help:            ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## */\t/' | expand -t 16

$(VENV)/.train: pyproject.toml constraints-cpu.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "codi needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -e '.[train]'
	touch $@

$(VENV)/.dev: $(VENV)/.train
	$(PIP) -e '.[train,analysis,web,hub,dev]'
	touch $@

install: $(VENV)/.dev   ## everything, for work on codi itself

demo: $(VENV)/.train    ## the main job, offline: documents to conversations, dataset, student, scores, report
	$(BIN)/codi run coqa --count 150 --student scratch:tiny --set student.max_minutes=2 \
		--set 'evaluation.models=[builtin]' --out $(RUN)

test: $(VENV)/.dev      ## the tests
	$(BIN)/python -m pytest

$(SERVERS)/.installed:
	test -x $(SERVERS)/bin/python || $(PYTHON) -m venv $(SERVERS)
	$(SERVERS)/bin/pip install --quiet --disable-pip-version-check -c constraints-cpu.txt \
		'transformers[serving]>=5.23' 'llama-cpp-python[server]>=0.3.36' 'gguf>=0.19' safetensors
	touch $@

test-servers: $(VENV)/.dev $(SERVERS)/.installed   ## the tests against real engines; llama.cpp is compiled, for minutes
	$(BIN)/python -m pytest tests/servers

check: $(VENV)/.dev     ## formatting, lint and types over source, tests and benches
	$(BIN)/ruff format --check src tests bench
	$(BIN)/ruff check src tests bench
	$(BIN)/mypy src tests bench

bench: $(VENV)/.dev     ## speed and memory, plans beside recipes, ablations, printed as tables
	$(BIN)/python bench/run.py
	$(BIN)/python bench/calls.py
	$(BIN)/python bench/planned.py
	$(BIN)/python bench/ablations.py
	$(BIN)/python bench/detectors.py
	$(BIN)/python bench/fitted.py
	$(BIN)/python bench/sets.py
	$(BIN)/python bench/duplicates.py
	$(BIN)/python bench/gates.py
	$(BIN)/python bench/reading.py
	$(BIN)/python bench/injection.py
	$(BIN)/python bench/answerable.py
	$(BIN)/python bench/reading.py
	$(BIN)/python bench/duplicates.py
	$(BIN)/python bench/grounding.py

clean:           ## removes the virtual environment and caches, keeps runs
	rm -rf $(VENV) $(SERVERS) .mypy_cache .ruff_cache .pytest_cache build dist
