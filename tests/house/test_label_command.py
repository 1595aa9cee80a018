"""`bocal label`: a lot's labels from a script, and one plain line for what cannot be."""

import argparse

import pypdfium2
import pytest
from django.urls import set_script_prefix

from bocal.house import pick, served
from bocal.house.command import Refusal
from bocal.house.commands import label
from bocal.kitchen import acts
from tests.house.conftest import refusal
from tests.kitchen import kitchens
from tests.kitchen.test_label import lot_of, settle
from tests.world import NOW


@pytest.fixture
def kitchen(db, monkeypatch):
    monkeypatch.setattr(pick, "each", lambda _options: iter([served.Entry("gue", "Le Gué")]))
    set_script_prefix("/gue/")
    yield kitchens.build()
    set_script_prefix("/")


def asked(lot: str, file, **more) -> argparse.Namespace:
    return argparse.Namespace(
        **{"lot": lot, "format": "thermal-80x80", "count": 2, "blocked": False, "file": file, **more}
    )


def test_labels_are_written_into_a_file(kitchen, tmp_path, capsys):
    order = kitchen.order()
    kitchen.make(order)
    settle(kitchen)
    code = lot_of(order).code
    assert label.run(asked(code.lower(), tmp_path / "e.pdf")) == 0
    pages = pypdfium2.PdfDocument(tmp_path / "e.pdf")
    assert len(pages) == 2
    assert code in pages[0].get_textpage().get_text_range()
    assert code in capsys.readouterr().out


def test_a_label_that_lacks_something_is_not_written(kitchen, tmp_path):
    order = kitchen.order()
    kitchen.make(order)
    with pytest.raises(Refusal, match="n’est pas complète : Le nom du produit"):
        label.run(asked(lot_of(order).code, tmp_path / "e.pdf"))
    assert not (tmp_path / "e.pdf").exists()


def test_a_blocked_lots_labels_want_to_be_asked_for(kitchen, tmp_path):
    order = kitchen.ready()
    settle(kitchen)
    acts.block(order, reason="étiquette fausse", author=kitchen.world.quality, key="stop", now=NOW)
    code = lot_of(order).code
    with pytest.raises(Refusal, match="est bloqué : ses étiquettes ne s’impriment qu’avec --blocked"):
        label.run(asked(code, tmp_path / "e.pdf"))
    assert not (tmp_path / "e.pdf").exists()
    assert label.run(asked(code, tmp_path / "e.pdf", blocked=True)) == 0
    assert (tmp_path / "e.pdf").exists()


def test_what_is_asked_wrongly_is_one_line(bocal, tmp_path):
    file = str(tmp_path / "e.pdf")
    assert "n’est pas un code" in refusal(bocal("label", "L26-ZZZ", "--format", "a4-8", file))
    assert "aucun lot fini" in refusal(bocal("label", "L26-246-F2-7", "--format", "a4-8", file))
    assert "papier" in refusal(bocal("label", "L26-246-F2-7", "--format", "papier", file))
    assert "--count" in refusal(bocal("label", "L26-246-F2-7", "--format", "a4-8", "--count", "0", file))
