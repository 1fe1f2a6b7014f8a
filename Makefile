# One door for everything: `make help` lists what there is. Nothing but Python 3.11 is needed.

PYTHON ?= python3
UV ?= uv
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
INSTALL := $(PIP) install --quiet --require-hashes

RUN_ARGS ?=
PYTEST_ARGS ?= -n auto
BENCH_ARGS ?=
AUDIT_ARGS ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run graphiql test check format lock schema bench bench-compare audit sbom clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' Makefile

run: ## Install and start the demo: make run RUN_ARGS="--users 500 --latency 20ms"
	@$(MAKE) --no-print-directory --silent -j2 $(VENV)/.installed graphiql
	@exec $(BIN)/gateway demo $(RUN_ARGS)

graphiql: ## Build the GraphiQL page, where npm is present
	@if command -v npm >/dev/null; then \
		$(MAKE) --no-print-directory --silent ide/dist/index.html || echo "GraphiQL could not be built; all else works."; \
	else echo "GraphiQL needs Node.js 20 with npm, which is not here; all else works."; fi

test: $(VENV)/.installed-dev ## Install and run all tests: make test PYTEST_ARGS="-k demo -x"
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(VENV)/.installed-dev ## Style, types, the import plan, and the repository's own rules
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/check_repository.py

format: $(VENV)/.installed-dev ## Put the code into shape
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: $(VENV)/.created ## Resolve the dependencies anew (needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv (or UV=/path/to/uv)." >&2; exit 1; }
	$(BIN)/python .ci/locks.py write $(UV)

schema: $(VENV)/.installed ## Write schema/schema.graphql
	$(BIN)/gateway schema > schema/schema.graphql.new
	mv schema/schema.graphql.new schema/schema.graphql

bench: $(VENV)/.installed-dev ## Measure what requests cost: make bench BENCH_ARGS="--only cold,lists"
	$(BIN)/python -m benchmarks $(BENCH_ARGS)

bench-compare: $(VENV)/.installed-dev ## The same beside other servers, into docs/performance.md (needs npm)
	$(BIN)/python -m benchmarks.compare $(BENCH_ARGS)

audit: $(VENV)/audit/.installed ## Locks, licences, withdrawn and vulnerable packages: make audit AUDIT_ARGS=--offline
	$(VENV)/audit/bin/python .ci/audit.py $(AUDIT_ARGS)

sbom: $(VENV)/audit/.installed ## Write dist/sbom.cdx.json, the software bill of materials
	@mkdir -p dist
	$(VENV)/audit/bin/python -W ignore -m cyclonedx_py requirements --output-reproducible --short-PURLs --validate \
		--pyproject pyproject.toml --output-file dist/sbom.cdx.json requirements.lock

clean: ## Remove the environment, caches and the demo's files
	rm -rf $(VENV) ide/node_modules ide/dist tests/conformance/node_modules benchmarks/peers/node_modules .demo .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

ide/dist/index.html: ide/package-lock.json ide/index.html ide/vite.config.ts $(shell find ide/src -type f)
	@echo "Building GraphiQL ..."
	@cd ide && npm ci --no-audit --no-fund --loglevel=error >/dev/null && npm run --silent build >/dev/null
	@touch $@

# The environment. Each stamp is newer than what it was made from, so that a second run starts at once.

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	|| { echo "Python 3.11 or later is needed: make ... PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.created requirements.lock requirements-build.lock pyproject.toml
	@echo "Installing into $(VENV)/ ..."
	@$(INSTALL) -r requirements.lock -r requirements-build.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@echo "Installing what tests and checks need ..."
	@$(INSTALL) -r requirements-dev.lock
	@touch $@

# Tools that look at the others have an environment of their own: nothing of them is tested or shipped.
$(VENV)/audit/.installed: $(VENV)/.created requirements-audit.lock
	@echo "Installing what the audit needs ..."
	@$(PYTHON) -m venv $(VENV)/audit
	@$(VENV)/audit/bin/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes -r requirements-audit.lock
	@touch $@
