import argparse

from bocal.house.server import serve


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--address", default="127.0.0.1", help="adresse d’écoute (cette machine seulement)")


def run(options: argparse.Namespace) -> int:
    """Serve until stopped."""
    return serve(options.address)
