import argparse

from django.core.management import execute_from_command_line


def arguments(parser: argparse.ArgumentParser) -> None:
    """Everything after the word goes to Django."""
    parser.add_argument("rest", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    """Run a Django command on the database of the settings."""
    execute_from_command_line(["bocal manage", *options.rest])
    return 0
