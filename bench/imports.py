"""How fast a spreadsheet of items comes into the catalogue: read, compared, written whole."""

import time
from collections.abc import Iterator

from bench.table import Row
from bocal.catalog import acts


def sheet(rows: int) -> bytes:
    """A price list of so many items, with title lines, French prices and rates."""
    lines = ["TARIF DU BANC D’ESSAI;;;;", ";;;;", "Désignation;Unité;Prix HT;TVA;Allergènes"]
    lines += [f"Article {number};kg;1,{number % 90 + 10} €;5,5 %;" for number in range(rows)]
    return "\n".join(lines).encode()


#: Items a second.
AIM = 5_000


def measure(rows: int, *, judged: bool) -> Iterator[Row]:
    """Items a second: brought for the first time, then once more with nothing to change."""
    data = sheet(rows)
    for name in (f"import de {rows} articles nouveaux", f"les mêmes {rows}, rien à changer"):
        began = time.perf_counter()
        done = acts.bring_items("tarif.csv", data)
        pace = rows / (time.perf_counter() - began)
        if done.created + done.unchanged != rows:
            raise ValueError(f"{rows} items were sent, {done} came")
        yield Row(name, f"{pace:.0f} lignes/s", aim=f"{AIM} lignes/s", holds=pace >= AIM if judged else None)
