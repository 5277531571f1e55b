# Two commands do everything on a fresh machine with Python >= 3.11, make and git:
#   make demo     make test
# Each makes its own virtual environment in .venv and installs only what it needs, at the
# versions of constraints.txt. A stamp is written last, so an interrupted install is repeated.
# All paths are relative: the checkout may lie in a folder with spaces in its name.

PYTHON ?= python3
VENV := .venv
# Spark's tests have one of their own: pyspark is large, and nothing else needs it
SPARK_VENV := .venv-spark
RUN := $(VENV)/bin/python
# for `make bench`: the folder with real listings (see data/README.md)
DATA ?= data/real

# No tool reports home.
export MLFLOW_DISABLE_TELEMETRY := true
export MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR := false
export DVC_NO_ANALYTICS := 1
export DO_NOT_TRACK := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# A Python home or a user-wide install of the caller's would leak into our environment.
unexport PYTHONHOME
unexport PIP_USER
unexport PIP_TARGET

# A virtual environment remembers its absolute path and its Python: if the checkout moved or that
# Python is gone, it is made again.
MOVED := $(shell test -f $(VENV)/.place && { test "$$(cat $(VENV)/.place)" != "$$(pwd -P)" \
  || ! $(RUN) -c '' 2>/dev/null; } && echo moved)

# `dvc repro` without its advice on git and remotes; the stages and their commands stay.
BRIEF := awk '/^(Generating|Updating) lock file|^To (track|enable)|^\t(git add|dvc config)|^Use .dvc push|^$$/ {next} {print; fflush()}'

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test test-spark crash lint bench clean moved

help: ## this list
	@echo "counterfeit_nlp: find counterfeit listings from their text"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-18s%s\n", $$1, $$2}'

demo: $(VENV)/.ready-demo ## simulate a market, train, evaluate, register, score, and show the result
	@test -e .git || $(RUN) -m dvc config --quiet --local core.no_scm true
	@echo "Running the pipeline of dvc.yaml; only what changed is made again ..."
	@rm -f $(VENV)/.failed
	@{ PATH="$$(pwd -P)/$(VENV)/bin:$$PATH" $(RUN) -m dvc repro || touch $(VENV)/.failed; } | $(BRIEF)
	@test ! -e $(VENV)/.failed
	@$(RUN) -m counterfeit_nlp.cli.demo_summary

test: $(VENV)/.ready-test ## run all tests
	@$(RUN) -m pytest -q -n 2 --dist loadfile

test-spark: ## run the tests on Spark; needs Java 17 or newer
	@$(MAKE) --no-print-directory VENV=$(SPARK_VENV) $(SPARK_VENV)/.ready-spark
	@$(SPARK_VENV)/bin/python -m pytest -q tests/spark

crash: $(VENV)/.ready-test ## kill runs of score 200 times and fill 20 disks; nothing may be lost (half an hour)
	@$(RUN) tests/crash/kills.py --kills 200
	@$(RUN) tests/crash/full_disks.py --sizes 20

lint: $(VENV)/.ready-test ## ruff (style, likely bugs) and mypy (types, strict)
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy

bench: $(VENV)/.ready-bench ## measure against the peers; real listings with DATA=folder
	@$(RUN) benchmarks/real_listings.py --data "$(DATA)"
	@$(RUN) benchmarks/peers.py --data "$(DATA)"
	@$(RUN) benchmarks/under_attack.py --data "$(DATA)"
	@$(RUN) benchmarks/clean_catalogues.py --data "$(DATA)"
	@$(RUN) benchmarks/brand_spans.py --data "$(DATA)"
	@$(RUN) benchmarks/hostile_texts.py
	@$(RUN) benchmarks/throughput.py --growth $(if $(wildcard $(DATA)/listings.csv.gz),--data "$(DATA)")

clean: ## remove everything that make can make again; keeps data/real and MLflow's run history
	@rm -rf $(VENV) $(SPARK_VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis src/*.egg-info
	@rm -rf .dvc/cache .dvc/tmp reports models/model data/simulated data/split data/scored
	@find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
	@if test -e mlflow.db; then \
	  echo "Kept: mlflow.db and mlartifacts/, the history of your runs. Remove them by hand if you mean it."; fi

# --- environment -----------------------------------------------------------------------------

$(VENV)/.made: $(MOVED)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "counterfeit_nlp needs Python 3.11 or newer; '$(PYTHON)' is: $$($(PYTHON) --version 2>&1 | tail -n 1)." >&2; \
	  echo "Install one and name it: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@rm -f $(VENV)/.place $(VENV)/.ready-*
	@echo "Making the virtual environment $(VENV) ..."
	@$(PYTHON) -m venv $(if $(MOVED),--clear) $(VENV) || { \
	  echo "'$(PYTHON) -m venv' failed; on Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@pwd -P > $(VENV)/.place
	@touch $@

$(VENV)/.ready-demo: EXTRAS := pipeline
$(VENV)/.ready-test: EXTRAS := pipeline,serve,dev
$(VENV)/.ready-bench: EXTRAS := bench,pipeline,serve
$(VENV)/.ready-spark: EXTRAS := spark-test

$(VENV)/.ready-%: $(VENV)/.made pyproject.toml constraints.txt
	@rm -f $@
	@echo "Installing counterfeit_nlp[$(EXTRAS)] at the versions of constraints.txt (once, some minutes) ..."
	@$(RUN) -m pip install -qq -c constraints.txt -e ".[$(EXTRAS)]"
	@touch $@
