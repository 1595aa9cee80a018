"""Paper: PDF files made by typst from templates beside the pages, with the fonts of this room.

User text reaches a template as JSON and is never parsed as markup. The compiler and its fonts (some
30 MB of memory) are loaded at the first file.
"""

import json
import re
import threading
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from bocal.measure.on_demand import OnDemand

typst = OnDemand("typst")
_ROOT = Path(__file__).resolve().parent.parent
_FONTS = Path(__file__).resolve().parent / "fonts"
# One compiler for the process, one file at a time: it keeps fonts and parsed templates, and may not be entered twice.
_turn = threading.Lock()
# How the compiler names a character that an archive may not hold, because no font of ours draws it.
_UNSHOWN = re.compile(r'error: the (?:text|PDF contains the codepoint) `"(.+?)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
#: What stands in the place of a character that cannot be drawn.
TOFU = "□"


@cache
def _compiler() -> Any:
    return typst.Compiler(root=_ROOT, font_paths=[_FONTS], ignore_system_fonts=True)


def render(template: str, data: dict[str, Any], *, archive: bool = False, attached: str = "") -> bytes:
    """The PDF (tagged) of a `.typ` template, named by its path under `bocal/` ("orders/pages/lists.typ").

    `data` is what JSON can hold; the template reads it by `json(bytes(sys.inputs.data))`. `ValueError` when the
    template lies outside the house. `archive` writes PDF/A-3a and PDF/UA-1, which may carry other files for as long as
    it is kept; there a character that no font of ours draws (an emoji) is refused by the format, and becomes “□”.
    `attached` is the text of such a file, which the template attaches as it is: `sys.inputs.attached`.
    """
    path = (_ROOT / template).resolve()
    if not path.is_relative_to(_ROOT) or path.suffix != ".typ":
        raise ValueError(f"no such template: {template}")
    while True:
        try:
            inputs = {"data": json.dumps(data, ensure_ascii=False), "attached": attached}
            return _compiled(path, inputs, ["a-3a", "ua-1"] if archive else [])
        except typst.TypstError as error:
            seen = _UNSHOWN.search(str(error))
            shown = _without(data, _ESCAPED.sub(lambda code: chr(int(code[1], 16)), seen[1])) if seen else data
            if shown == data:
                raise
            data = shown


def drawn(svg: str, *, pixels: int = 800) -> bytes:
    """A square SVG of ours as PNG, so many pixels wide."""
    inputs = {"svg": svg}
    with _turn:
        path = str(_ROOT / "look/picture.typ")
        # The page is 100 points wide, and 72 points are an inch.
        return bytes(_compiler().compile(input=path, format="png", ppi=pixels * 0.72, sys_inputs=inputs))


def _compiled(path: Path, inputs: dict[str, str], standards: list[str]) -> bytes:
    with _turn:
        return bytes(_compiler().compile(input=str(path), format="pdf", sys_inputs=inputs, pdf_standards=standards))


def _without(data: Any, refused: str) -> Any:
    """The same data with “□” in the place of these characters, and of others of a foreign script of theirs."""
    if isinstance(data, str):
        scripts = {_script(one) for one in refused} - {"LATIN"}
        return "".join(
            TOFU if one in refused or (not one.isascii() and _script(one) in scripts) else one for one in data
        )
    if isinstance(data, dict):
        return {key: _without(value, refused) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_without(value, refused) for value in data]
    return data


def _script(character: str) -> str:
    """The first word of its Unicode name ("LATIN", "CJK", "TOMATO"); "" when it has none."""
    return unicodedata.name(character, "").partition(" ")[0]
