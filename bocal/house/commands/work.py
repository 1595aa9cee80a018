import argparse

from bocal.house import worker


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace) -> int:
    """Run what is queued until stopped."""
    return worker.work()
