import argparse
from pathlib import Path

from bocal.house import archive


def arguments(parser: argparse.ArgumentParser) -> None:
    """FILE."""
    parser.add_argument("file", type=Path, metavar="FICHIER", help="fichier de « bocal backup »")


def run(options: argparse.Namespace) -> int:
    """Put a backup back where no collective lives yet."""
    print("\n".join(f"{entry.slug} : {entry.name}" for entry in archive.put_back(options.file)))
    return 0
