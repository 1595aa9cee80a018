"""Loaded by pytest before Django's settings (see addopts): tests never touch a developer's ./data.

Each process of the suite gets a folder of its own, removed when it ends.
"""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="bocal-tests-")
_owner = os.getpid()


def _remove() -> None:
    # A child made by fork must not remove its parent's folder.
    if os.getpid() == _owner:
        shutil.rmtree(_folder, ignore_errors=True)


atexit.register(_remove)

for _name in [name for name in os.environ if name.startswith("BOCAL_") and name != "BOCAL_DATABASE_URL"]:
    del os.environ[_name]
os.environ |= {
    "BOCAL_DATA": _folder,
    "BOCAL_SECRET_KEY": "only-for-tests-" + "x" * 40,
    "TZ": "Europe/Paris",
    # Playwright's synchronous interface runs inside an event loop, which Django would take for asynchronous code.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}
