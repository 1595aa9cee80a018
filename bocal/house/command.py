"""The `bocal` command."""

import os
import sys


def main() -> int:
    """Run one sub-command; its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bocal.house.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
    return 0
