"""The same invoice, drawn alike, by the same libraries one after the other as their manuals have it.

What compiles is compiled once.
"""

from __future__ import annotations

from facturx import generate_from_binary, generate_xml
from lxml import etree
from saxonche import PySaxonProcessor

from services.billing.document.cii import terms_of
from services.billing.document.fonts import FONTS, STYLES
from services.billing.document.page import Page
from services.billing.document.sheet import draw
from services.billing.document.validation import FAULTS, REPORT, RULES, SCHEMATRONS
from services.billing.domain.invoice import Invoice

FLAVOUR = {"flavor": "factur-x", "level": "en16931", "check_schematron": False}


class PlainPage(Page):
    """Its fonts as they come."""

    def __init__(self, invoice: Invoice) -> None:
        super().__init__(invoice, {style: FONTS / name for style, name in STYLES.items()})
        for letters in self.letters.values():
            letters.ttfont.recalcBBoxes = True


class Plain:
    """`make(invoice)`: the PDF."""

    def __init__(self) -> None:
        self._saxon = PySaxonProcessor(license=False)
        compiler = self._saxon.new_xslt30_processor()
        self._rules = [
            compiler.compile_stylesheet(stylesheet_file=str(RULES.joinpath(path))) for path in SCHEMATRONS.values()
        ]

    def make(self, invoice: Invoice) -> bytes:
        xml = generate_xml(terms_of(invoice), check_xsd=True, **FLAVOUR)
        for rules in self._rules:
            report = etree.fromstring(
                rules.transform_to_string(xdm_node=self._saxon.parse_xml(xml_text=xml.decode())).encode()
            )
            assert not [fault for kind in FAULTS for fault in report.iterfind(kind, REPORT)]
        page = PlainPage(invoice)
        draw(page, invoice)
        pdf: bytes = generate_from_binary(bytes(page.output()), xml, check_xsd=False, **FLAVOUR)
        return pdf
