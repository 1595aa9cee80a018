"""A whole Bocal, as on a small machine: its server, its worker, and an SMTP server that keeps the letters."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.handlers import Message

ROOT = Path(__file__).resolve().parents[1]
#: The first answer of a server on a busy machine.
PATIENCE = 120


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Letters(Message):
    """Every letter that was sent, in order."""

    def __init__(self) -> None:
        super().__init__(message_class=EmailMessage)
        self.received: list[EmailMessage] = []
        self.port = free_port()

    def handle_message(self, message: EmailMessage) -> None:  # type: ignore[override]
        self.received.append(message)

    def wait_for(self, to: str, containing: str, *, after: int = 0) -> EmailMessage:
        """The first letter to `to` whose text holds `containing`, once the queue has sent it."""
        for _try in range(PATIENCE * 10):
            for message in self.received[after:]:
                if to in message["To"] and containing in text(message):
                    return message
            time.sleep(0.1)
        raise AssertionError(f"no letter to {to} with « {containing} » among {[m['Subject'] for m in self.received]}")


def text(message: EmailMessage) -> str:
    """The words of a letter, its subject first."""
    parts = [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "text/plain"]
    return message["Subject"] + "\n" + b"\n".join(part for part in parts if isinstance(part, bytes)).decode()


class Server:
    """A running `bocal serve` (or demo) on a data folder of its own."""

    command = (sys.executable, "-m", "bocal")

    def __init__(self, folder: Path, *words: str, letters: "Letters | None" = None, own_group: bool = False) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://localhost:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BOCAL_")}
        self.environment = {
            **kept,
            "BOCAL_DATA": str(folder),
            "BOCAL_PORT": str(self.port),
            "BOCAL_SMTP_URL": f"smtp://127.0.0.1:{letters.port}" if letters else "",
            "PYTHONPATH": str(ROOT),
        }
        self.log = folder / "server.log"
        self.words, self.own_group = words, own_group
        self.start()

    def start(self) -> None:
        """Begin, or begin again at the same address after a stop."""
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*self.command, *self.words],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=self.own_group,
            )
        self.wait_until_open()

    def wait_until_open(self) -> None:
        """Its first page answers."""
        for _try in range(PATIENCE * 10):
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError), urllib.request.urlopen(self.url, timeout=2) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def bocal(self, *words: str) -> str:
        """What a command prints on the same data."""
        done = subprocess.run(
            [*self.command, *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout

    def setup_path(self) -> str:
        """The wizard's address, as the server printed it."""
        found = re.search(r"/nouveau/\?cle=\w+", self.log.read_text())
        assert found, self.log.read_text()
        return found[0]

    def stop(self) -> None:
        """End it as a person does, and see that nothing stays behind."""
        self.process.terminate()
        self.process.wait(timeout=20)
