# `make build` needs Python 3.11 or newer and nothing else; `make test` fetches what the tests need.
# Stamps in .venv record what has been installed, so that only a changed lock is installed again.

PYTHON ?= python3
JOBS ?= 2

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
HASHED := $(INSTALL) --require-hashes --requirement
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
YAMLLINT := {extends: default, rules: {line-length: disable}, ignore: [out/helm/*/templates/]}

# Without .pyc files each call of summitgen compiles its imports anew, half a second's work.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
.PHONY: build out test e2e lint pytest tools image-tools schemas docs bench bench-images lock

build: out

# Compile environments/ to out/.
out: $(RUNTIME)
	$(BIN)/summitgen build

test: lint pytest

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/yamllint --strict --config-data '$(YAMLLINT)' summitgen.yaml environments out

# lint goes first even under `make -j`: its gates are the quick ones.
pytest: $(DEV) tools | lint
	$(BIN)/python -m pytest --numprocesses $(JOBS) --cov --cov-report=term --cov-report=json:.coverage.json
	$(BIN)/python -m tools.coverage_gate .coverage.json --lines 95 --branches 90

# Execute the deployment workflow in every scenario, of which `make test` takes a few.
e2e: $(DEV) tools
	$(BIN)/python -m pytest --numprocesses $(JOBS) tests/act/every_scenario.py

# Build helm, kubeconform, kubectl-argo-rollouts, actionlint, act, buildx and lint-dockerfile into a cache outside the
# repository, beside GitHub's engine of workflow expressions.
tools: $(DEV)
	$(BIN)/python -m tools.install
	$(BIN)/python -m tools.expression_engine

# Build buildkitd and what goes with it, which only `make bench-images` needs, into the same cache.
image-tools: $(DEV)
	$(BIN)/python -m tools.install --images

# Generate schemas/ anew from pinned packages; `make schemas CHECK=--check` only compares.
schemas: $(DEV)
	go="$$($(BIN)/python -m tools.install --go)" && GO="$$go" $(BIN)/python -m tools.schemas $(CHECK)
	$(BIN)/python -m tools.environment_schema $(CHECK)

# Generate docs/rules and docs/reference from the code; `make docs CHECK=--check` only compares.
docs: $(DEV)
	$(BIN)/python -m tools.docs $(CHECK)

bench: $(DEV) tools
	$(BIN)/python -m benchmarks

# Build images for real, as root and without Docker: the generated Dockerfiles beside naive ones.
bench-images: $(DEV) image-tools
	$(BIN)/python -m benchmarks.images

# Resolve the locks anew, all to the versions of the widest one.
lock: $(DEV)
	$(COMPILE) --upgrade --group dev --output-file requirements-dev.lock pyproject.toml
	$(COMPILE) --upgrade --constraints requirements-dev.lock --output-file requirements.lock pyproject.toml
	$(COMPILE) --upgrade --constraints requirements-dev.lock --output-file requirements-build.lock --group build

$(RUNTIME): requirements.lock requirements-build.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "summitgen needs Python 3.11 or newer: make PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv --clear $(VENV)
	$(HASHED) requirements.lock
	$(HASHED) requirements-build.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q summitgen
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	$(HASHED) requirements-dev.lock
	@touch $@
