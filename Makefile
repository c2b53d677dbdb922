# Two commands are all a new machine needs: `make demo` and `make test`. Each does its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export QT_QPA_PLATFORM ?= offscreen

.PHONY: demo test interop lint package benchmarks locale sample clean

demo: $(VENV)/installed
	$(BIN)/spaceplanner demo --out demo

test: $(VENV)/installed-dev lint
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else "SpacePlanner needs Python 3.11, 3.12 or 3.13; try: make PYTHON=python3.12 demo")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml $(VENV)/bin/python
	sh scripts/system-libraries.sh
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/installed-dev: pyproject.toml $(VENV)/installed
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

locale: $(VENV)/installed-dev
	$(BIN)/python scripts/translations.py

# The sample city is made again by its script; the same seed gives the same files.
sample: $(VENV)/installed-dev
	$(BIN)/python -m sample_layers.make_city

# What it costs, beside what others cost on the same work.
benchmarks: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks.main_job
	$(BIN)/python -m benchmarks.density
	$(BIN)/python -m benchmarks.getis_ord
	$(BIN)/python -m benchmarks.network
	$(BIN)/python -m benchmarks.light
	$(BIN)/python -m benchmarks.discs
	$(BIN)/python -m benchmarks.stability
	$(BIN)/python -m benchmarks.ranking
	$(BIN)/python -m benchmarks.portfolio
	$(BIN)/python -m benchmarks.scoring
	$(BIN)/python -m benchmarks.diagnosis
	$(BIN)/python -m benchmarks.canvas
	$(BIN)/python -m benchmarks.attributes
	$(BIN)/python -m benchmarks.whatif

# Beside QGIS, GDAL and PostGIS, which are installed when root and used where they are.
interop: $(VENV)/installed-dev
	sh scripts/interop.sh
	SPACEPLANNER_INTEROP=1 $(BIN)/python -m pytest tests/interop tests/io/test_geotiff.py

# One folder that runs on a PC without Python, built and tried: dist/spaceplanner.
package: $(VENV)/installed-package
	$(BIN)/python scripts/package.py

$(VENV)/installed-package: pyproject.toml $(VENV)/installed
	$(BIN)/python -m pip install --quiet --editable '.[package]'
	touch $@

clean:
	rm -rf build dist demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
