"""`bocal import`: files that such a place has; one clear line for a bad one, and nothing written."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from bocal.directory.models import Place
from bocal.directory.rules import PlaceKind
from bocal.house.command import Refusal
from bocal.house.commands import import_
from tests.catalog.test_foods import FILES, SEED, archive, bring
from tests.house.conftest import Bocal, answer, refusal


def test_the_composition_table_comes_in_twice_and_changes_nothing(bocal: Bocal, tmp_path: Path) -> None:
    file = bring(tmp_path / "Table Ciqual 2025_FR.csv", SEED.encode())
    told = answer(bocal("import", "ciqual", file, "--collective", "pre", "--json"))
    assert told["pre"]["created"] == told["pre"]["changed"] == 0
    assert told["pre"]["unchanged"] >= 60


def test_a_dry_run_says_what_would_change(bocal: Bocal, tmp_path: Path) -> None:
    file = bring(tmp_path / "Ciqual_2025_XML.zip", archive(FILES))
    for _ in range(2):
        told = answer(bocal("import", "ciqual", file, "--dry-run", "--collective", "pre", "--json"))
        assert told == {"pre": {"created": 0, "changed": 1, "unchanged": 0}}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("ciqual.csv", b"Nom;Prix\nTomate;2\nOignon;1\n", "table Ciqual"),
        ("ciqual.zip", b"PK\x03\x04 rien", "abîmée"),
        ("ciqual.xlsx", b"rien", "autre chose"),
        ("ciqual.csv", SEED.replace("90;0,78", "90;environ").encode(), "Ligne"),
    ],
)
def test_a_bad_table_is_one_line(bocal: Bocal, tmp_path: Path, name: str, data: bytes, said: str) -> None:
    assert said in refusal(bocal("import", "ciqual", bring(tmp_path / name, data)))


def test_an_unknown_sort_or_a_missing_file_is_one_line(bocal: Bocal, tmp_path: Path) -> None:
    refusal(bocal("import", "miracles", "x.csv"))
    assert "relevé de la banque" in refusal(bocal("import", "ciqual", "x.csv", "--account", "Livret A"))
    assert "absent.csv" in refusal(bocal("import", "ciqual", str(tmp_path / "absent.csv")))


def test_items_farms_and_customers_come_in_by_the_command_line(bocal: Bocal, tmp_path: Path) -> None:
    tariff = bring(tmp_path / "tarif.csv", "Désignation;Unité;Prix HT\nNavet;kg;1,55 €\nPanais;kg;1,7\n".encode())
    farms = bring(tmp_path / "fermes.csv", "Nom;Commune\nFerme du Gué;Valmont\nFerme du Bac;Valmont\n".encode())
    eaters = bring(tmp_path / "clients.csv", "Nos clients;\nNom;Genre\nLe Bac;resto\nLe Gué;cantine\n".encode())
    for what, file in (("products", tariff), ("producers", farms), ("customers", eaters)):
        for _ in range(2):
            told = answer(bocal("import", what, file, "--dry-run", "--collective", "pre", "--json"))
            assert told == {"pre": {"created": 2, "changed": 0, "unchanged": 0}}
    bad = bring(tmp_path / "mauvais.csv", "Désignation;Unité;Prix HT\nNavet;kg;cher\nPanais;kg;1\n".encode())
    assert "Ligne 2, colonne C" in refusal(bocal("import", "products", bad, "--collective", "pre"))
    assert "titre" in refusal(bocal("import", "producers", tariff, "--collective", "pre"))
    unknown = bring(tmp_path / "inconnus.csv", "Nom;Genre\nLe Bac;planète\nLe Gué;cantine\n".encode())
    assert "Ligne 2, colonne B" in refusal(bocal("import", "customers", unknown, "--collective", "pre"))


@pytest.mark.django_db
def test_what_one_collective_refuses_is_written_in_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    places = [SimpleNamespace(slug=slug) for slug in ("pre", "bois")]
    inside: list[str] = []

    def each(_options: argparse.Namespace) -> Iterator[SimpleNamespace]:
        for one in places:
            inside.append(one.slug)
            yield one

    def bring_it(name: str, _data: bytes) -> import_.Told:
        if inside[-1] == "bois" and name == "refused.csv":
            raise Refusal("non")
        Place.objects.create(kind=PlaceKind.STORE, name=f"Réserve {len(inside)}", real=True)
        return import_.Told({}, "")

    monkeypatch.setattr(import_.pick, "each", each)
    monkeypatch.setattr(import_.served, "every", lambda: places)
    monkeypatch.setattr(import_, "SORTS", {"bank": import_.Sort(bring_it, "")})
    before = Place.objects.count()
    for name, more in (("refused.csv", 0), ("good.csv", 2)):
        file = tmp_path / name
        file.write_text("x")
        options = argparse.Namespace(what="bank", file=file, dry_run=False, collective=None, json=True, account=None)
        if more:
            import_.run(options)
        else:
            with pytest.raises(Refusal):
                import_.run(options)
        assert Place.objects.count() == before + more
