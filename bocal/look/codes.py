"""QR codes as inline SVG."""

import io

from django.utils.safestring import SafeString, mark_safe

from bocal.measure.on_demand import OnDemand

segno = OnDemand("segno")


def qr_svg(text: str) -> SafeString:
    """A QR code (error correction M) that says `text`: black on nothing, four modules of quiet around, no `style=`.

    Hidden from screen readers: write beside it, in words, where it leads.
    """
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, nl=False, dark="#000"
    )
    svg = out.getvalue().decode()
    # Only digits and path letters come from segno: nothing of `text` stands in the drawing.
    return mark_safe(svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))  # noqa: S308
