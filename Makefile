# make serve: everything is set up and the sample is served.  make test: everything is set up and checked.
PYTHON ?= python3
export PORT ?= 8000
export DATA_DIR ?= ./var

RUN := .venv/.run-$(shell cat requirements.txt | cksum | cut -d' ' -f1)
DEV := .venv/.dev-$(shell cat requirements-dev.txt | cksum | cut -d' ' -f1)

.PHONY: setup serve test lint bench clean requirements

setup: $(RUN)  ## the packages and the gazetteer
	.venv/bin/python -m geodata build

serve: $(RUN)  ## the service with its sample on http://127.0.0.1:$(PORT)
	@.venv/bin/python -m app

test: $(DEV) lint  ## all tests
	.venv/bin/python -m pytest

lint: $(DEV)  ## style and types
	.venv/bin/ruff check .
	.venv/bin/mypy

bench: $(DEV)  ## the figures of the README
	for script in gazetteer tiles documents extraction places times store service page; do .venv/bin/python -m benchmarks.$$script || exit 1; done

clean:  ## everything that was made here, the store with its decisions excepted
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis $(DATA_DIR)/gazetteer* $(DATA_DIR)/areas.* $(DATA_DIR)/basemap.* $(DATA_DIR)/land.* $(DATA_DIR)/tiles

requirements: $(DEV)  ## pins every package with its hashes, for all supported Pythons
	for name in requirements requirements-dev; do .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet $$name.in -o $$name.txt; done

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info[:2] <= (3, 13) else "Python 3.11, 3.12 or 3.13 is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv

# A stamp named by the pins: the packages are installed again only when the pins change.
$(RUN): .venv/bin/python
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	rm -f .venv/.run-* && touch $@

$(DEV): $(RUN)
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	rm -f .venv/.dev-* && touch $@
