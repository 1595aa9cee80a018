"""The command line: its names and its JSON keys are a contract with whoever scripts it."""

import importlib
import io
import shutil
import sqlite3
import tarfile

import pytest

from bocal.house.command import COMMANDS, MODULES, Parser
from tests.house.conftest import answer, refusal

HOLD = "min;sonde\n0;111,1\n20;121,1\n23;121,1\n"


@pytest.fixture
def logger_file(tmp_path):
    def write(text, encoding="utf-8"):
        file = tmp_path / "releve.csv"
        file.write_bytes(text.encode(encoding))
        return str(file)

    return write


def test_lethality_of_a_ramp_and_a_hold(bocal, logger_file):
    found = answer(bocal("lethality", logger_file(HOLD), "--json"))
    assert found.keys() == {"points", "minutes", "exact", "trapezoid", "tref", "z", "unit"}
    # A ramp of one z up to tref in 20 min: 20 × 0.9 / ln 10; then 3 min at tref.
    assert found["exact"] == pytest.approx(20 * 0.9 / 2.302585092994046 + 3, abs=1e-9)
    assert found["trapezoid"] > found["exact"]
    assert (found["points"], found["minutes"], found["tref"], found["z"], found["unit"]) == (3, 23, 121.1, 10, "C")


def test_lethality_does_not_depend_on_the_unit(bocal, logger_file):
    celsius = answer(bocal("lethality", logger_file(HOLD), "--json"))
    fahrenheit = answer(
        bocal("lethality", logger_file("min;T\n0;231,98\n20;249,98\n23;249,98\n"), "--unit", "F", "--json")
    )
    assert fahrenheit["exact"] == pytest.approx(celsius["exact"], rel=1e-9)
    assert fahrenheit["unit"] == "F"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "aucun relevé"),
        ("min;T\n0;100\n0;101\n", "même heure"),
        ("min;T\n2;100\n1;101\n", "ordre"),
        ("min;T\n0;100\n1;\n2;100\n", "Ligne 3"),
        ("min;T\n0;100\n1;nan\n", "Ligne 3"),
    ],
)
def test_lethality_of_a_bad_file_is_one_clear_line(bocal, logger_file, text, said):
    assert said in refusal(bocal("lethality", logger_file(text), "--json"))


def test_lethality_refuses_a_z_of_nought_and_a_missing_file(bocal, logger_file, tmp_path):
    refusal(bocal("lethality", logger_file(HOLD), "--z", "0"))
    refusal(bocal("lethality", logger_file(HOLD), "--z", "-10"))
    absent = str(tmp_path / "absent.csv")
    for words in (("lethality", absent), ("import", "ciqual", absent)):
        said = refusal(bocal(*words))
        assert "absent.csv" in said
        assert "n’existe pas" in said
    assert "c’est un dossier" in refusal(bocal("import", "bank", str(tmp_path)))


def test_collectives_are_listed(bocal):
    assert [(row["slug"], row["name"]) for row in answer(bocal("collectives", "--json"))] == [
        ("gue", "La Conserverie du Gué"),
        ("pre", "Le Pré"),
    ]


def test_lots_of_one_collective(bocal, served):
    rows = answer(bocal("lots", "--collective", "gue", "--kind", "raw", "--json"))
    assert [{key: row[key] for key in ("code", "item", "kind", "status", "on_hand")} for row in rows] == [
        {"code": served[1], "item": "Tomates", "kind": "raw", "status": "released", "on_hand": 12_000_000}
    ]
    assert answer(bocal("lots", "--collective", "pre", "--json")) == []


def test_a_lot_is_traced_from_what_is_typed(bocal, served):
    typed = served[1].lower().replace("-", " ")
    for words in ((typed, "--collective", "gue"), (typed,)):
        assert answer(bocal("trace", *words, "--json")) == {"lot": served[1], "back": [], "forward": []}


def test_trace_of_what_is_no_code_or_no_lot(bocal, served):
    assert "étiquette" in refusal(bocal("trace", "tomates"))
    assert "aucun lot" in refusal(bocal("trace", served[1], "--collective", "pre"))
    assert "n’existe pas" in refusal(bocal("trace", served[1], "--collective", "nulle-part"))


def test_check_says_that_all_holds(bocal):
    found = answer(bocal("check", "--json"))
    assert found["ok"] is True
    assert found["broken"] == []
    assert all(isinstance(count, int) for count in found["checked"].values())


def test_check_exits_1_when_a_row_was_slipped_in(bocal, served, tmp_path):
    shutil.copytree(served[0], tmp_path / "copy")
    with sqlite3.connect(tmp_path / "copy" / "gue.sqlite3") as database:
        database.execute(
            "INSERT INTO journals_moneyline (voucher_id, account, cents, label, quantity, gross)"
            " SELECT id, '512', 100, 'glissé', 0, 0 FROM journals_voucher LIMIT 1"
        )
    done = bocal("check", "--json", data=tmp_path / "copy")
    assert done.returncode == 1
    assert '"ok": false' in done.stdout


def test_a_backup_is_restored_whole(bocal, served, tmp_path):
    file = tmp_path / "sauvegarde.tar.gz"
    assert bocal("backup", str(file)).returncode == 0
    elsewhere = tmp_path / "ailleurs"
    assert bocal("restore", str(file), data=elsewhere).returncode == 0
    assert answer(bocal("lots", "--json", data=elsewhere)) == answer(bocal("lots", "--json"))
    assert "vivent déjà" in refusal(bocal("restore", str(file), data=elsewhere))


def test_only_their_owner_reads_a_backup_and_the_databases(bocal, served, tmp_path):
    file, elsewhere = tmp_path / "sauvegarde.tar.gz", tmp_path / "ailleurs"
    bocal("backup", str(file))
    bocal("restore", str(file), data=elsewhere)
    for kept in (file, served[0] / "pre.sqlite3", elsewhere / "pre.sqlite3", elsewhere / "secret.key"):
        assert kept.stat().st_mode & 0o077 == 0, kept


def test_what_is_no_backup_restores_nothing(bocal, tmp_path):
    file = tmp_path / "photo.tar.gz"
    file.write_bytes(b"rien de tel")
    assert "sauvegarde" in refusal(bocal("restore", str(file), data=tmp_path / "vide"))
    assert not (tmp_path / "vide" / "collectives.json").exists()


def test_a_backup_that_would_write_elsewhere_is_refused(bocal, tmp_path):
    file, registry = tmp_path / "piege.tar.gz", b'[{"slug": "../../ailleurs", "name": "x"}]'
    with tarfile.open(file, "w:gz") as tar:
        for name, content in (("kind", b"sqlite"), ("collectives.json", registry), ("../evade", b"x")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    assert "sauvegarde" in refusal(bocal("restore", str(file), data=tmp_path / "dedans"))
    assert not (tmp_path / "evade").exists()
    assert not (tmp_path / "dedans" / "collectives.json").exists()


def test_where_names_the_page_behind_an_address(bocal):
    done = bocal("where", "http://localhost:8000/gue/registres/")
    assert "bocal/journals/pages/" in done.stdout
    assert "aucune page" in refusal(bocal("where", "/nulle/part"))


def test_words_that_do_not_exist(bocal):
    assert "« danse » n’existe pas" in refusal(bocal("danse"))
    assert "--kind : « nuages » n’est pas parmi" in refusal(bocal("lots", "--kind", "nuages"))
    assert "il manque LOT, --format, FICHIER" in refusal(bocal("label"))
    assert "« --nope » est de trop" in refusal(bocal("lots", "--nope"))


def test_the_help_is_french_to_its_last_word(bocal):
    said = bocal("--help").stdout
    assert "Usage\xa0: bocal COMMANDE [options]" in said
    assert "montre cette aide" in said
    for command in COMMANDS:
        parser = Parser(prog=f"bocal {command}")
        importlib.import_module(f"bocal.house.commands.{MODULES.get(command, command)}").arguments(parser)
        said = parser.format_help()
        assert said.startswith("Usage\xa0: ")
        for english in ("usage:", "positional", "options:", "show this", "FILE", "NAME", "NUMBER", "YEAR"):
            assert english not in said, command
