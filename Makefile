# Bocal: `make demo` to see it, `make test` to trust it. Needs python3 (3.11 or newer) and make, nothing else.
# Every step leaves a stamp in .venv or build, so that what is already done is not done again.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory --no-builtin-rules

PYTHON ?= python3
BIN := .venv/bin
MANAGE := BOCAL_SECRET_KEY=build $(BIN)/python -m django
COMPILE := UV_SYSTEM_CERTS=1 $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

export DJANGO_SETTINGS_MODULE := bocal.house.settings

PO := $(wildcard bocal/locale/*/LC_MESSAGES/*.po)
MO := $(PO:.po=.mo)
# Folders too: taking a file away changes its folder's date.
STATIC := $(shell find bocal -path '*/static*' 2>/dev/null)

say = @printf '  · %s\n'

# Installs the lock $(1) by uv; where uv can't work (its certificates, this processor), by pip, from the same hashes.
define install
	@UV_SYSTEM_CERTS=1 $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1) \
	|| { printf '  · uv n’a pas pu : la même liste par pip\n'; \
	     $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $(1); } \
	|| { printf 'Les paquets n’ont pas pu être installés : vérifiez la connexion, puis relancez. / Packages could not be installed: check the connection, then try again.\n' >&2; exit 1; }
endef

.PHONY: help setup dev demo reset serve test bench lock lint format messages clean

help:  ## ce texte / this text
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

setup: .venv/.bocal $(MO) build/.static  ## installe tout, sans démarrer / installs everything, starts nothing
	@:

dev: setup .venv/.dev  ## setup, et les outils des tests / and the tests’ tools
	@:

demo: setup  ## la démonstration, sur http://localhost:8000 / the demo
	@exec $(BIN)/bocal demo

reset:  ## efface la démonstration (et elle seule) / removes the demo (and only it)
	@$(PYTHON) tools/reset.py

serve: setup  ## sert les collectifs de BOCAL_DATA / serves the collectives of BOCAL_DATA
	@exec $(BIN)/bocal serve

test: dev  ## toute la suite : SQLite, PostgreSQL, navigateur / the whole suite
	@exec $(BIN)/python tools/suite.py

bench: dev  ## mesures sur PostgreSQL / figures on PostgreSQL
	@exec $(BIN)/python tools/postgres.py --durable $(BIN)/python -m bench

lint: dev  ## style, types, étages, gabarits, migrations, verrous / every check that is not a test
	@exec tools/lint

format: dev  ## range le code / formats the code
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

messages: .venv/.bocal  ## rassemble les phrases à traduire / gathers the sentences to translate
	@$(BIN)/python tools/messages.py collect

lock: .venv/.uv  ## recalcule requirements/*.lock depuis les *.in / makes the locks anew
	$(say) 'verrous : bootstrap, base, dev'
	@$(COMPILE) requirements/bootstrap.in -o requirements/bootstrap.lock
	@$(COMPILE) requirements/base.in -o requirements/base.lock
	@$(COMPILE) requirements/dev.in -c requirements/base.lock -o requirements/dev.lock
	@! grep -n '://' requirements/*.lock

clean:  ## efface ce que make a fabriqué, jamais les données / removes what make made, never the data
	@rm -rf .venv build $(MO)

# Missing, or a link to a Python that the system no longer has: only then is the folder emptied and made again.
.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { printf 'Il manque Python : apt-get install python3 python3-venv / Python is missing: apt-get install python3 python3-venv\n' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { printf 'Il faut Python 3.11 ou plus récent (apt-get install python3 python3-venv sur Debian 12) / Python 3.11 or newer is needed: make setup PYTHON=/path/to/python3\n' >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { printf 'Il manque le paquet python3-venv : apt-get install python3-venv / The package python3-venv is missing: apt-get install python3-venv\n' >&2; exit 1; }
	$(say) 'environnement Python dans .venv'
	@$(PYTHON) -m venv --clear .venv

.venv/.uv: requirements/bootstrap.lock .venv/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $< \
	|| { printf 'uv n’a pas pu être téléchargé : vérifiez la connexion, puis relancez. / uv could not be fetched: check the connection, then try again.\n' >&2; exit 1; }
	@touch $@

.venv/.base: requirements/base.lock .venv/.uv
	$(say) 'paquets de Bocal'
	$(call install,$<)
	@touch $@

.venv/.bocal: pyproject.toml .venv/.base
	$(say) 'commande .venv/bin/bocal'
	@$(BIN)/uv pip install --quiet --offline --python $(BIN)/python --no-deps --no-build-isolation -e . \
	|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements/dev.lock .venv/.base
	$(say) 'outils des tests'
	$(call install,$<)
	@touch $@

%.mo: %.po .venv/.base
	$(say) 'traductions : $<'
	@$(BIN)/python tools/messages.py $< $@

build/.static: .venv/.bocal $(STATIC)
	$(say) 'images, polices et feuilles de style'
	@mkdir -p build
	@$(MANAGE) collectstatic --noinput --clear --verbosity 0
	@touch $@
