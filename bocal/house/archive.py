"""Backup and restore: one file with every collective, from SQLite or from PostgreSQL, back to the same kind."""

import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from pathlib import Path

from django.conf import settings

from bocal.house import collectives, served
from bocal.house.command import Refusal, why

REGISTRY = "collectives.json"
KIND = "kind"
#: What else the data folder keeps that a restored server needs.
KEPT = ("secret.key", "demo.json")


def save(file: Path) -> int:
    """Write a backup of every collective to `file` in one step; returns its size in bytes. Raises Refusal."""
    if not served.every():
        raise Refusal("il n’y a aucun collectif à sauvegarder ici")
    draft = file.with_name(file.name + ".new")
    try:
        # Names, addresses and the server's key: for its owner only.
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        with tempfile.TemporaryDirectory() as folder, tarfile.open(draft, "w:gz") as tar:
            _text(tar, KIND, "postgresql" if settings.DATABASE_URL else "sqlite")
            tar.add(served.registry(), REGISTRY)
            for name in KEPT:
                if (served.folder() / name).exists():
                    tar.add(served.folder() / name, name)
            for entry in served.every():
                copy = Path(folder) / entry.slug
                _copy(entry.slug, copy)
                tar.add(copy, f"databases/{entry.slug}")
                copy.unlink()
        os.replace(draft, file)
    except OSError as error:
        raise Refusal(f"{file} : {why(error)}") from error
    finally:
        draft.unlink(missing_ok=True)
    return file.stat().st_size


def _text(tar: tarfile.TarFile, name: str, text: str) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(text.encode())
    tar.addfile(info, io.BytesIO(text.encode()))


def _copy(slug: str, target: Path) -> None:
    if settings.DATABASE_URL:
        _run("pg_dump", "--format=custom", f"--schema={collectives.schema(slug)}", f"--file={target}")
        return
    # SQLite's own backup: a consistent copy while others write.
    with sqlite3.connect(collectives.file(slug)) as source, sqlite3.connect(target) as copy:
        source.backup(copy)


def _run(tool: str, *words: str) -> None:
    if shutil.which(tool) is None:
        raise Refusal(f"il manque {tool} : apt-get install postgresql-client")
    done = subprocess.run(  # noqa: S603 (fixed words, no shell)
        [tool, *words, f"--dbname={settings.DATABASE_URL}"], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refusal(f"{tool} : {done.stderr.strip() or done.returncode}")


def put_back(file: Path) -> tuple[served.Entry, ...]:
    """Restore `file` into an empty data folder; returns the collectives. What can't be read whole writes nothing.

    Raises Refusal when a collective lives here already, or when the file is no backup of this kind of database.
    """
    if served.every():
        raise Refusal(
            f"des collectifs vivent déjà dans {served.folder()} : restaurez dans un dossier vide (BOCAL_DATA)"
        )
    wanted = "postgresql" if settings.DATABASE_URL else "sqlite"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        try:
            with tarfile.open(file, "r:gz") as tar:
                _unpack(tar, folder)
            kind = (folder / KIND).read_text()
            entries = tuple(served.Entry(**row) for row in json.loads((folder / REGISTRY).read_text()))
            if not all(served.SLUG.fullmatch(entry.slug) for entry in entries):
                raise ValueError(REGISTRY)
        except (OSError, tarfile.TarError, EOFError, ValueError, TypeError) as error:
            raise Refusal(f"{file} n’est pas une sauvegarde de Bocal") from error
        if kind != wanted:
            raise Refusal(f"cette sauvegarde vient de {kind}, et ce serveur utilise {wanted}")
        served.folder().mkdir(parents=True, exist_ok=True)
        for entry in entries:
            _put(entry.slug, folder / "databases" / entry.slug)
        for name in KEPT:
            if (folder / name).exists():
                shutil.copyfile(folder / name, served.folder() / name)
                os.chmod(served.folder() / name, 0o600)
        # The registry last: until it is there, no half-restored collective is served.
        served.write(entries)
    return entries


def _unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """Take out the plain files that a backup holds, by their names, and nothing else (no link, no other folder).

    tarfile's own filters came with Python 3.11.4; Debian 12 has 3.11.2.
    """
    (folder / "databases").mkdir()
    for member in tar:
        known = member.name in {KIND, REGISTRY, *KEPT} or re.fullmatch(rf"databases/{served.SLUG.pattern}", member.name)
        content = tar.extractfile(member) if known and member.isreg() else None
        if content is not None:
            with (folder / member.name).open("wb") as target:
                shutil.copyfileobj(content, target)


def _put(slug: str, source: Path) -> None:
    if settings.DATABASE_URL:
        _run("pg_restore", "--no-owner", "--single-transaction", str(source))
        return
    with sqlite3.connect(source) as check:
        if check.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Refusal(f"la base de {slug} est abîmée dans cette sauvegarde")
    collectives.put(source, slug)
