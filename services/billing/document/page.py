"""The paper of an invoice: A4, fonts embedded, what stands at the top and the foot of each page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from html import escape
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

from services.billing.document import french
from services.billing.document.breaking import broken
from services.billing.domain.invoice import CREDIT_NOTE, Invoice

MARGIN, WIDTH = 15.0, 180.0
"""mm; the width is that between the margins of an A4 page."""
GREY, INK, PALE = (90, 90, 90), (20, 20, 20), (235, 238, 242)
"""Greys of ink; every text has a contrast of 4.5 : 1 or more."""

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="fpdf2">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<xmp:CreateDate>{made}</xmp:CreateDate><xmp:ModifyDate>{made}</xmp:ModifyDate>
<pdf:Producer>{producer}</pdf:Producer></rdf:Description>
<rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">
<fx:DocumentType>INVOICE</fx:DocumentType><fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>
<fx:Version>1.0</fx:Version><fx:ConformanceLevel>EN 16931</fx:ConformanceLevel></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>fx</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>
</x:xmpmeta>"""
"""What a PDF/A-3 says of itself, and that it is Factur-X. Source: Factur-X 1.0, extension schema."""

PROPERTY = """<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>
<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>
<pdfaProperty:description>{description}</pdfaProperty:description></rdf:li>"""
PROPERTIES = {
    "DocumentFileName": "name of the embedded XML invoice file",
    "DocumentType": "INVOICE",
    "Version": "The actual version of the Factur-X XML schema",
    "ConformanceLevel": "The conformance level of the embedded Factur-X data",
}
PRODUCER = "Chapelle, fpdf2"


class Page(FPDF):
    """Made at the midnight of the day of issue, so that the same invoice is the same bytes."""

    def __init__(self, invoice: Invoice, fonts: Mapping[str, Path]) -> None:
        """`fonts`: files of letters, by style."""
        super().__init__(format="A4", enforce_compliance="PDF/A-3B")
        self.invoice, self.name = invoice, name_of(invoice)
        for style, path in fonts.items():
            self.add_font("sans", style, path)
        self.letters = {name: font for name, font in self.fonts.items() if isinstance(font, TTFFont)}
        for letters in self.letters.values():
            letters.ttfont.recalcBBoxes = False  # no letter changes its shape
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=20)
        self.set_lang("fr-FR")
        self.set_title(self.name)
        self.set_author(invoice.seller.name)
        self.set_producer(PRODUCER)
        made = datetime.combine(invoice.issued_on, time(), UTC)
        self.set_creation_date(made)
        self.set_xmp_metadata(_xmp(self.name, invoice.seller.name, made))

    def carry(self, xml: bytes) -> None:
        """Within the page, the XML that machines read: the same invoice."""
        self.embed_file(
            bytes=xml, basename="factur-x.xml", mime_type="text/xml", associated_file_relationship="Data",
            desc="Factur-X", modification_date=self.creation_date, compress=True,
        )  # fmt: skip

    def footer(self) -> None:
        self.set_y(-14)
        self.ink(7.5, GREY)
        seller = self.invoice.seller
        vat = f", TVA {seller.vat_number}" if seller.vat_number else ""
        self.cell(w=WIDTH - 30, text=f"{seller.name}, SIRET {french.siret(seller.siret)}{vat}")
        self.cell(w=30, text=f"{self.name}, page {self.page_no()}/{{nb}}", align="R")

    def ink(self, size: float, colour: tuple[int, int, int] = INK, bold: bool = False) -> None:
        self.set_font("sans", "B" if bold else "", size)
        self.set_text_color(*colour)

    def say(self, text: str, width: float = 0, height: float = 4.6) -> None:
        """A paragraph from where the pen is, and the pen below it."""
        width = width or self.epw
        for line in self.broken(text, width):
            self.cell(width, height, line, new_x="LEFT", new_y="NEXT")

    def broken(self, text: str, width: float) -> list[str]:
        """A text as lines of the present letters that fit a cell."""
        letters, size = self.letters[f"sans{self.font_style}"], self.font_size_pt
        return broken(
            text, width - 2 * self.c_margin, lambda part: letters.get_text_width(part, size, None)[1] / self.k
        )


def _xmp(title: str, author: str, made: datetime) -> str:
    properties = "".join(PROPERTY.format(name=name, description=of) for name, of in PROPERTIES.items())
    told = {"title": title, "author": author, "producer": PRODUCER, "made": made.isoformat()}
    return XMP.format(properties=properties, **{name: escape(text) for name, text in told.items()})


def name_of(invoice: Invoice) -> str:
    return f"{'Avoir' if invoice.type == CREDIT_NOTE else 'Facture'} {invoice.id}"
