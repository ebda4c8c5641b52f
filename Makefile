# `make run` and `make test` bring everything they need; `make help` lists the rest.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

VENV := .venv
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
SCREENSHOT := build/lrsim.png
SECONDS_TO_PLAY := 5

# Stamps. ENVIRONMENT is old when dependencies change, CORE also when the core's sources do. With LRSIM_CHECKED=1 the
# core is one that checks bounds.
ENVIRONMENT := $(VENV)/stamp-environment
CORE := $(VENV)/stamp-core$(if $(filter-out 0,$(LRSIM_CHECKED)),-checked)
MESSAGES := $(VENV)/stamp-messages
BENCH := $(VENV)/stamp-bench
# The core has been built, but is it the one that the catalogue speaks of?
CHECK := $(BIN)/python -c "import lrsim.surfaces, lrsim.optimizers"
# Groups of Debian packages, see .ci/packages
PACKAGES := build window
HEADLESS := $(filter Linux,$(shell uname -s)$(DISPLAY)$(WAYLAND_DISPLAY))
# As many tests at a time as there are cores, up to eight; a core without work takes some of another's.
PARALLEL := --numprocesses auto --maxprocesses 8 --dist worksteal
# Two collections and hundreds of commands that tests start need not compile everything again.
unexport PYTHONDONTWRITEBYTECODE
YAML := $(wildcard .github/*.yml .github/*/*.yml .pre-commit-config.yaml CITATION.cff)
CORE_SOURCES := $(shell find lrsim -name '*.pyx' -o -name '*.px[di]' -o -name '*.tp' -o -name '*.toml') lrsim/kernels/generate.py
TEMPLATE := lrsim/text/locale/lrsim.pot
MESSAGE_SOURCES := $(TEMPLATE) $(wildcard lrsim/text/locale/*/LC_MESSAGES/*.po)

.PHONY: help run test bench lint walk pictures words docs clean environment always

help: ## show this list
	@echo "usage: make TARGET [PYTHON=python3.12] [OPTIONS='for pytest or the benchmarks']"; echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: PACKAGES += $(if $(HEADLESS),display)
run: environment ## open the window (without a display: save a screenshot of it)
	@.ci/packages $(BIN)/python $(filter-out build,$(PACKAGES))
ifneq ($(HEADLESS),)
	@mkdir -p $(dir $(SCREENSHOT)); rm -f $(SCREENSHOT)
	@echo "There is no display here: running the window on a virtual one for $(SECONDS_TO_PLAY) seconds"
	@timeout 120 xvfb-run -a -s "-screen 0 1920x1080x24 -noreset" $(BIN)/lrsim --screenshot $(SCREENSHOT) --after $(SECONDS_TO_PLAY)
	@test -s $(SCREENSHOT)
	@echo "A screenshot of the window is in $(SCREENSHOT)"
else
	@$(BIN)/lrsim
endif

test: environment ## run the tests; with SLOW=1 the slow ones, too; OPTIONS='-m core' is quick
	@.ci/packages $(BIN)/python $(filter-out build,$(PACKAGES))
	@.ci/packages $(BIN)/python tests || echo "Going on without them: tests that need a real display are skipped."
	@$(BIN)/python -m pytest $(PARALLEL) $(if $(filter-out 0,$(SLOW)),,-m 'not slow') $(OPTIONS)

bench: environment $(BENCH) ## run the benchmarks (speed of the core, frame times of the window)
	@.ci/packages $(BIN)/python $(filter-out build,$(PACKAGES))
	@$(BIN)/python tests/benchmarks $(OPTIONS)

walk: environment ## look at every page in every theme and size for text that is cut, covered or faint
	@.ci/packages $(BIN)/python $(filter-out build,$(PACKAGES))
	@QT_QPA_PLATFORM=offscreen PYTHONPATH=tests $(BIN)/python tests/gui/walk.py $(OPTIONS)

pictures: environment ## make the pictures of README anew from the window as it is now
	@.ci/packages $(BIN)/python $(filter-out build,$(PACKAGES))
	@QT_QPA_PLATFORM=offscreen PYTHONPATH=tests $(BIN)/python tests/gui/pictures.py

lint: environment ## check style, types, stubs, YAML and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy tests/api/every_name.py
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/stubtest lrsim._core
	PATH="$$PWD/$(BIN):$$PATH" cython-lint lrsim
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -c 'import sys, yaml; [yaml.safe_load(open(f, encoding="utf-8")) for f in sys.argv[1:]]' $(YAML)
	$(BIN)/python .ci/messages --check
	$(BIN)/python .ci/docs --check

words: environment ## collect anew what there is to translate
	@$(BIN)/python .ci/messages
	@$(MAKE) --silent $(MESSAGES)

docs: environment ## make anew what the documentation says of the code
	@$(BIN)/python .ci/docs

clean: ## remove everything that make has made, the environment too
	rm -rf $(VENV) build dist lrsim.egg-info lrsim/*.so lrsim/*.pyd lrsim/text/locale/*/LC_MESSAGES/*.mo
	find lrsim -name '*.tp' | sed 's/\.tp$$//' | xargs rm -f
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find lrsim assets tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The core's stamp is looked at in a make of its own, after the environment has been made: installing builds the
# core and the messages as well.
environment: $(ENVIRONMENT)
	@$(MAKE) --silent $(CORE) $(MESSAGES)

# Made anew, too: an environment whose Python has gone, or that has been moved with its folder (its scripts hold its
# path), or when another Python is asked for.
PLACE := $(shell $(BIN)/python -c '' 2>/dev/null && cat $(VENV)/place 2>/dev/null)
ifneq ($(PLACE),$(shell pwd -P))
$(ENVIRONMENT): always
else ifneq ($(PYTHON),)
ifneq ($(PYTHON),$(shell cat $(ENVIRONMENT) 2>/dev/null))
$(ENVIRONMENT): always
endif
endif

$(ENVIRONMENT): pyproject.toml setup.py .ci/environment .ci/packages
	@.ci/environment $(VENV) dev "$(PACKAGES)" $(PYTHON)
	@$(CHECK)
	@rm -f $(VENV)/stamp-core*
	@touch $(CORE) $(MESSAGES)
	@echo "$(PYTHON)" > $@

$(CORE): $(CORE_SOURCES) setup.py
	@echo "Building the core"
	@rm -f $(VENV)/stamp-core*
	@$(BIN)/python setup.py --quiet build_ext --inplace
	@$(CHECK)
	@touch $@

$(MESSAGES): $(MESSAGE_SOURCES) setup.py
	@$(BIN)/python setup.py --quiet build_messages --inplace
	@touch $@

$(BENCH): $(ENVIRONMENT)
	@.ci/environment $(VENV) dev,bench "$(PACKAGES)"
	@touch $@
