"""The repository keeps its own promises: locks, licences, sizes, nothing half-done."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Spelt in two halves, or this very file would hold them.
UNFINISHED = re.compile(
    r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" + "XX", "raise NotImplemented" + "Error")) + r")\b"
)
TEXT = {".py", ".html", ".js", ".css", ".md", ".toml", ".typ", ".in", ".po", ""}


def ours() -> list[Path]:
    """Every file of the repository that is not another's: tracked, or about to be."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [ROOT / name for name in listed if "vendor/" not in name and (ROOT / name).is_file()]


def texts() -> list[tuple[str, str]]:
    """Path and text of each text file of ours, but locks and the licence."""
    return [
        (str(file.relative_to(ROOT)), file.read_text())
        for file in ours()
        if file.suffix in TEXT and file.name != "LICENSE"
    ]


def test_locks_name_no_host() -> None:
    assert [lock.name for lock in (ROOT / "requirements").glob("*.lock") if "://" in lock.read_text()] == []


def test_locks_hold_exact_versions_with_hashes() -> None:
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    assert [lock.stem for lock in locks] == ["base", "bootstrap", "dev"]
    for lock in locks:
        for requirement in re.findall(r"^[a-z].*?(?=^[a-z]|\Z)", lock.read_text(), re.MULTILINE | re.DOTALL):
            assert re.match(r"[a-z0-9.\-]+==\S+", requirement)
            assert "--hash=sha256:" in requirement


def test_the_tests_tools_agree_with_what_runs() -> None:
    base, dev = (
        dict(re.findall(r"^([a-z0-9.\-]+)==(\S+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("base.lock", "dev.lock")
    )
    assert {name: (base[name], dev[name]) for name in base.keys() & dev.keys() if base[name] != dev[name]} == {}


def test_nothing_is_marked_unfinished() -> None:
    assert [name for name, text in texts() if UNFINISHED.search(text)] == []


def test_no_test_is_skipped() -> None:
    skipping = re.compile(r"mark\.(skip|xfail)|pytest\.(skip|importorskip|xfail)" + r"\(")
    assert [name for name, text in texts() if name.startswith("tests/") and skipping.search(text)] == []


def test_vendored_files_say_their_licence_and_version() -> None:
    """Each stands in its vendor/README.md with a version, and its licence `<name>.LICENSE` lies beside it."""
    for readme in (ROOT / "bocal").rglob("vendor/README.md"):
        rows = [line for line in readme.read_text().splitlines() if line.startswith("| `")]
        for file in readme.parent.rglob("*"):
            if file.is_dir() or file == readme or file.suffix == ".LICENSE":
                continue
            licence = [one for one in file.parent.glob("*.LICENSE") if file.name.startswith(one.stem)]
            assert len(licence) == 1, f"{file.relative_to(ROOT)}: one licence must lie beside it"
            row = [row for row in rows if licence[0].name in row and file.suffix in row]
            assert row, f"{readme.relative_to(ROOT)} does not tell of {file.name}"
            assert re.search(r"\| \d+\.\d+\S* \|", row[0]), f"which version is {file.name}?"


def test_vendor_folders_have_a_readme() -> None:
    assert [str(d) for d in (ROOT / "bocal").rglob("vendor") if not (d / "README.md").exists()] == []


def test_vendored_scripts_ask_for_no_map() -> None:
    """A sourceMappingURL without its map stops collectstatic."""
    assert [
        str(file.relative_to(ROOT))
        for ending in ("*.js", "*.css")
        for file in (ROOT / "bocal").rglob(ending)
        if "sourceMappingURL" in file.read_text()
    ] == []


def test_files_stay_of_a_readable_length() -> None:
    long = {name: text.count("\n") for name, text in texts() if name.endswith((".py", ".html", ".js"))}
    assert {name: lines for name, lines in long.items() if lines > 500 and "/migrations/" not in name} == {}


def test_the_licence_is_whole() -> None:
    licence = (ROOT / "LICENSE").read_text()
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
