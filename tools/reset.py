"""`make reset`: removes the demonstration from BOCAL_DATA (default ./data), and nothing that a collective made its own.

`bocal demo` leaves demo.json there, the list of the collectives that it opened; only those go.
"""

import json
import os
import socket
import sys
from pathlib import Path

DATA = Path(os.environ.get("BOCAL_DATA", "data"))
PORT = int(os.environ.get("BOCAL_PORT", "8000"))


def served() -> bool:
    """Whether a server answers on the demonstration's port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", PORT)) == 0


def main() -> None:
    """Remove, then say what to do next."""
    marker, registry = DATA / "demo.json", DATA / "collectives.json"
    if os.environ.get("BOCAL_DATABASE_URL"):
        sys.exit("make reset n’efface que des fichiers SQLite : sur PostgreSQL, supprimez les schémas vous-même.")
    if not marker.exists():
        print("Il n’y a pas de démonstration ici. make demo en construit une.")
        return
    if served():
        sys.exit(f"Un serveur répond sur le port {PORT} : arrêtez-le d’abord (Ctrl-C), puis relancez make reset.")
    ours = set(json.loads(marker.read_text()))
    kept = [e for e in json.loads(registry.read_text()) if e["slug"] not in ours] if registry.exists() else []
    # The registry first: should this stop half-way, nothing is listed whose file is gone.
    draft = registry.with_suffix(".new")
    draft.write_text(json.dumps(kept, ensure_ascii=False, indent=1))
    draft.replace(registry)
    for slug in ours:
        for ending in ("", "-wal", "-shm"):
            (DATA / f"{slug}.sqlite3{ending}").unlink(missing_ok=True)
    marker.unlink()
    print(f"La démonstration est effacée ({len(ours)} collectifs). make demo en construit une neuve.")
    if kept:
        print("Gardés, car ils n’en viennent pas : " + ", ".join(e["name"] for e in kept))


if __name__ == "__main__":
    main()
