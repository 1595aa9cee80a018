"""Paper: PDF files made by typst from templates beside the pages, with the fonts of this room.

User text reaches a template as JSON and is never parsed as markup. Importing this module loads the compiler's library
(7 MB of memory); the compiler itself, with its fonts (some 25 MB), is made at the first file.
"""

import json
import threading
from functools import cache
from pathlib import Path
from typing import Any

import typst

_ROOT = Path(__file__).resolve().parent.parent
_FONTS = Path(__file__).resolve().parent / "fonts"
# One compiler for the process, one file at a time: it keeps fonts and parsed templates, and may not be entered twice.
_turn = threading.Lock()


@cache
def _compiler() -> Any:
    return typst.Compiler(root=_ROOT, font_paths=[_FONTS], ignore_system_fonts=True)


def render(template: str, data: dict[str, Any], *, archive: bool = False) -> bytes:
    """The PDF (tagged) of a `.typ` template, named by its path under `bocal/` ("orders/pages/lists.typ").

    `data` is what JSON can hold; the template reads it by `json(bytes(sys.inputs.data))`. `ValueError` when the
    template lies outside the house. `archive` writes PDF/A-3b, which may carry other files for as long as it is kept.
    """
    path = (_ROOT / template).resolve()
    if not path.is_relative_to(_ROOT) or path.suffix != ".typ":
        raise ValueError(f"no such template: {template}")
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    with _turn:
        made = _compiler().compile(
            input=str(path), format="pdf", sys_inputs=inputs, pdf_standards="a-3b" if archive else []
        )
    return bytes(made)
