"""The server's secret key: from the environment, else made once and kept in the data folder, readable by its owner."""

import os
import secrets
from pathlib import Path


def key(folder: Path) -> str:
    """BOCAL_SECRET_KEY, else the text of `folder`/secret.key, written on first use with mode 0600.

    When the folder can't be written (a look-up on a machine that keeps nothing), a passing key is returned.
    """
    if from_environment := os.environ.get("BOCAL_SECRET_KEY"):
        return from_environment
    file = folder / "secret.key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Exclusive creation: of two processes that start at once, one writes and both read the same key.
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            handle.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    except OSError:
        return secrets.token_urlsafe(50)
    return file.read_text()
