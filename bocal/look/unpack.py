"""Opens one spreadsheet in a process of its own: a script run by `sheets.py`, file on its input, JSON on its output.

A few bytes of a workbook can ask for any amount of memory: two cells at opposite corners, a row said to be repeated a
thousand million times, one long text that every cell points to. Each has its own trick, so none is looked for: this
process may use `MEMORY` bytes and `SECONDS` of a processor, and dies alone when it wants more.
"""

import datetime as dt
import io
import json
import resource
import sys

from python_calamine import CalamineWorkbook

MEMORY = 1_200_000_000
SECONDS = 30
#: Characters of its answer, which the server holds in its own memory: no table that people send comes near.
ANSWER = 60_000_000


def cell(value: object) -> str | bool | float:
    """A cell for JSON: days ISO, hours as h:mm:ss, the rest as it is."""
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, dt.datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return f"{value:%H:%M:%S}"
    if isinstance(value, dt.timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return str(value)


def main(max_sheets: int, max_rows: int, max_columns: int) -> None:
    """Write the sheets read from standard input; one that is too tall or too wide comes without its rows."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    found = []
    for name in book.sheet_names[:max_sheets]:
        sheet = book.get_sheet_by_name(name)
        # `end` counts from 0 and is None for an empty sheet.
        height, width = (place + 1 for place in sheet.end) if sheet.end else (0, 0)
        fits = height <= max_rows and width <= max_columns
        rows = [[cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)] if fits else None
        found.append({"name": name, "height": height, "width": width, "rows": rows})
    # Written in one piece, so that it counts as this process's memory; an accent takes six characters there.
    answer = json.dumps(found)
    if len(answer) > ANSWER:
        sys.exit(1)
    sys.stdout.write(answer)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
