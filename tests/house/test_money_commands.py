"""Commands for whoever keeps the books: each in its own process, one line and exit 2 when asked wrongly."""

import facturx
import pytest

from tests.house.conftest import answer, built, refusal

BUILD = """
from bocal.house import collectives
collectives.open_new("gue", "La Conserverie du Gué", place="Saint-Aubin")
collectives.open_new("pre", "Le Pré", place="Le Pré")
with collectives.inside("gue"):
    from bocal.billing import acts
    from bocal.measure.money import Basis
    from tests import world as worlds
    from tests.billing.deliveries import Jars, Sale, deliver
    world = worlds.build()
    world.us.siret = "00000001800016"
    world.us.save()
    deliver(world, Sale(kg=2), Jars(3))
    acts.issue(customer=world.home, basis=Basis.GROSS, until=worlds.TODAY, expected=860, author=world.accounts,
               key="one", now=worlds.NOW)
with collectives.inside("pre"):
    other = worlds.build()
    deliver(other, Sale(kg=2))
    deliver(other, Sale(kg=2), to=other.other_home)
    for place, home in enumerate((other.home, other.other_home)):
        acts.issue(customer=home, basis=Basis.GROSS, until=worlds.TODAY, expected=560, author=other.accounts,
                   key=f"one {place}", now=worlds.NOW)
"""


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    return built(tmp_path_factory.mktemp("books"), BUILD)


def test_an_invoice_is_written_as_factur_x(bocal, tmp_path):
    file = tmp_path / "facture.pdf"
    done = bocal("invoice", "F2026-0001", "--facturx", str(file), "--collective", "gue")
    assert done.returncode == 0, done.stderr
    name, xml = facturx.get_xml_from_pdf(file.read_bytes(), check_xsd=True)
    assert name == "factur-x.xml"
    assert b"<ram:ID>F2026-0001</ram:ID>" in xml


def test_an_invoice_that_cannot_be_written_is_one_line(bocal, tmp_path):
    file = tmp_path / "facture.pdf"
    assert "aucune facture F9999-1 ici" in refusal(bocal("invoice", "F9999-1", "--facturx", str(file)))
    nowhere = str(tmp_path / "absent" / "facture.pdf")
    assert "absent" in refusal(bocal("invoice", "F2026-0001", "--facturx", nowhere, "--collective", "gue"))
    assert "SIREN" in refusal(bocal("invoice", "F2026-0002", "--facturx", str(file)))
    refusal(bocal("invoice", "F2026-0001"))
    assert not file.exists()


def test_the_entries_of_a_year_are_written(bocal, tmp_path):
    file = tmp_path / "fec.txt"
    done = bocal("fec", "2026", str(file), "--collective", "gue", "--hour", "15,50")
    assert done.returncode == 0, done.stderr
    assert "000000018FEC20261231.txt" in done.stdout
    rows = file.read_bytes().decode().split("\r\n")
    assert len(rows[0].split("\t")) == 18
    assert any("F2026-0001" in row for row in rows)


def test_a_year_that_cannot_be_written_is_one_line(bocal, tmp_path):
    file = str(tmp_path / "fec.txt")
    assert "n’est pas une année" in refusal(bocal("fec", "l’an 26", file))
    assert "aucune écriture en 2001" in refusal(bocal("fec", "2001", file))
    assert "plusieurs collectifs" in refusal(bocal("fec", "2026", file))
    assert "montant" in refusal(bocal("fec", "2026", file, "--hour", "cher"))
    assert not (tmp_path / "fec.txt").exists()


def test_a_bank_s_file_is_brought_once(bocal, tmp_path):
    file = tmp_path / "releve.csv"
    file.write_bytes("Date;Libellé;Montant\n02/09/2026;VIR ANCELIN F2026-0001;8,60\n".encode("cp1252"))
    words = ("import", "bank", str(file), "--collective", "gue", "--json")
    assert answer(bocal(*words, "--dry-run")) == {"gue": {"new": 1, "known": 0}}
    assert answer(bocal(*words)) == {"gue": {"new": 1, "known": 0}}
    assert answer(bocal(*words)) == {"gue": {"new": 0, "known": 1}}
    file.write_text("bonjour")
    assert "pas un fichier de banque" in refusal(bocal(*words))
