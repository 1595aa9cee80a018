import argparse

from django.utils import timezone

from bocal.house import night, pick


def arguments(parser: argparse.ArgumentParser) -> None:
    """--collective."""
    pick.argument(parser)


def run(options: argparse.Namespace) -> int:
    """Do the nightly round now, in every collective."""
    for entry in pick.each(options):
        print(f"{entry.name} : {night.round_now(timezone.now())} travaux faits")
    return 0
