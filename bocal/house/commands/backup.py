import argparse
from pathlib import Path

from bocal.house import archive


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE."""
    parser.add_argument("file", type=Path, metavar="FICHIER", help="fichier à écrire (.tar.gz)")


def run(options: argparse.Namespace) -> int:
    """Write everything that BOCAL_DATA and its databases hold into one file, while the server runs."""
    size = archive.save(options.file)
    print(f"{options.file} : {size / 1_000_000:.1f} Mo")
    return 0
