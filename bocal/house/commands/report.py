import argparse
import json
from pathlib import Path

from django.utils import timezone

from bocal.funding import reads as funding
from bocal.house import pick, served
from bocal.house.command import Refusal, write
from bocal.impact import reads
from bocal.impact.notices import book
from bocal.impact.notices import project as notices
from bocal.impact.rules.funder import ReportForm


def arguments(parser: argparse.ArgumentParser) -> None:
    """PROJECT, --format, --form, --inside, FILE, --collective."""
    parser.add_argument("project", metavar="PROJET", help="numéro, nom ou dossier du projet")
    parser.add_argument("--format", required=True, choices=("pdf", "xlsx", "json"), help="ce qui est écrit")
    parser.add_argument(
        "--form", default="leader", choices=[form.value for form in ReportForm], help="pour qui est le PDF"
    )
    parser.add_argument("--year", type=int, metavar="ANNÉE", help="une seule année civile du projet")
    parser.add_argument("--inside", action="store_true", help="montre les petits groupes : pour le collectif seul")
    parser.add_argument("file", type=Path, metavar="FICHIER", help="fichier à écrire")
    pick.argument(parser)


def run(options: argparse.Namespace) -> int:
    """Write the report of a project."""

    def ask(_entry: served.Entry) -> tuple[str, int, bytes] | None:
        found = funding.project_named(options.project)
        if found is None:
            return None
        now = timezone.now()
        if options.year is not None and options.year not in reads.years(found, timezone.localdate(now)):
            raise Refusal(f"{options.year} : ce projet n’a pas cette année")
        report = reads.project_report(found, outside=not options.inside, now=now, year=options.year)
        if options.format == "pdf":
            made = notices.paper(report, ReportForm(options.form), now)
        elif options.format == "xlsx":
            made = book.xlsx(report, now)
        else:
            made = json.dumps(notices.figures(report), ensure_ascii=False, indent=1).encode()
        return found.name, len(report.indicators), made

    if not options.file.parent.is_dir():
        raise Refusal(f"{options.file} : ce dossier n’existe pas")
    name, figures, made = pick.only(
        options,
        ask,
        nowhere=f"aucun projet « {options.project} » ici",
        several=f"plusieurs collectifs ont un projet « {options.project} »",
    )
    write(options.file, made)
    print(f"{options.file} : {name}, {figures} chiffres, {len(made) / 1000:.0f} ko")
    return 0
