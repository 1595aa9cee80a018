"""Compiles one translation catalogue: `messages.py FROM.po TO.mo`, with no need of the gettext package."""

import sys

import polib


def main(source: str, target: str) -> None:
    """Write `target` from `source`; polib leaves out what is not translated or is marked fuzzy."""
    polib.pofile(source, check_for_duplicates=True).save_as_mofile(target)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (OSError, ValueError) as refusal:
        sys.exit(f"messages: {refusal}")
