"""A timeline on paper: French, A4 across, every font embedded, the same bytes for the same timeline."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

import font_source_sans_pro
from fontTools.ttLib import TTFont
from fpdf import FPDF, FontFace

from services.console.pages import facts, french, words
from services.console.timeline.shown import EntryView, TimelineView

FONTS = Path(font_source_sans_pro.__file__).parent / "files"
REGULAR, BOLD = FONTS / "SourceSansPro-Regular.ttf", FONTS / "SourceSansPro-Bold.ttf"
WIDTHS = (22, 22, 34, 46, 71, 82)
"""Of the columns, in mm of the 277 between the margins."""
HEADINGS = ("Survenu", "Reçu", "Source, n°", "Fait", "Dit", "Preuve")
VERDICTS = {
    "signed": "signé, point de contrôle {checkpoint}",
    "chained": "chaîné, pas encore signé",
    "differs": "MODIFIÉ : {why}",
    "unknown": "inconnu : {why}",
}


XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreateDate="{made}" xmp:ModifyDate="{made}">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>"""
"""What a PDF/A-3 says of itself; the library's own says when it was written, to the second of this machine."""


class Paper(FPDF):
    """`head`, at the top of each page; a drill says so there."""

    def __init__(self, head: str, foot: str, drill: bool) -> None:
        super().__init__(orientation="landscape", format="A4", enforce_compliance="PDF/A-3B")
        self.head, self.foot, self.drill = head, foot, drill
        self.add_font("sans", "", REGULAR)
        self.add_font("sans", "B", BOLD)
        self.set_auto_page_break(auto=True, margin=15)
        self.set_lang("fr")

    def header(self) -> None:
        self.set_font("sans", "B", 9)
        if self.drill:
            self.set_font_size(14)
            self.cell(text="EXERCICE   ")
            self.set_font_size(9)
        self.cell(text=self.head, new_x="LMARGIN", new_y="NEXT")
        self.ln(2)

    def footer(self) -> None:
        self.set_y(-12)
        self.set_font("sans", "", 7)
        self.cell(text=f"{self.foot}   page {self.page_no()}")


def on_paper(shown: TimelineView) -> bytes:
    """The whole timeline, and last what its proof says."""
    incident = shown.incident
    title = f"Chronologie, {words.incident_words(incident.rule).title}, {incident.subject}"
    paper = Paper(drawn(f"{title} ({incident.id})"), f"empreinte {shown.verification.digest}", incident.drill)
    paper.set_title(drawn(title))
    paper.set_creation_date(shown.made_at)
    paper.set_xmp_metadata(XMP.format(title=escape(drawn(title)), made=shown.made_at.isoformat(timespec="seconds")))
    paper.add_page()
    paper.set_font("sans", "", 9)
    paper.multi_cell(0, text=drawn(_summary(shown)), new_x="LMARGIN", new_y="NEXT")
    paper.ln(2)
    paper.set_font("sans", "", 7)
    with paper.table(col_widths=WIDTHS, headings_style=FontFace(emphasis="BOLD"), line_height=3.4) as table:
        table.row(HEADINGS)
        for entry in shown.entries:
            table.row([drawn(cell) for cell in _cells(entry)])
    return bytes(paper.output())


def _summary(shown: TimelineView) -> str:
    incident, proof = shown.incident, shown.verification
    said = [f"Ouverte le {french.instant(incident.opened_at)}."]
    if incident.acknowledged:
        said.append(f"Acquittée par {incident.acknowledged.by} le {french.instant(incident.acknowledged.at)}.")
    if incident.resolved:
        said.append(f"Close le {french.instant(incident.resolved.at)}.")
    left_out = "" if shown.complete else " (les premiers ; la suite est dans le flux)"
    said.append(
        f"{len(shown.entries)} faits du {french.instant(shown.begin)} au {french.instant(shown.end)}, dans l'ordre où"
        f" ils sont survenus{left_out}. Édité le {french.instant(shown.made_at)}. Heures de Paris."
    )
    said.append(
        f"{'Preuve complète' if proof.ok else 'PREUVE INCOMPLÈTE'} : {proof.signed} faits sous un point de contrôle"
        f" signé, {proof.chained} chaînés et pas encore signés, {proof.differs} modifiés, {proof.unknown} inconnus."
    )
    said.append(
        "Chaque empreinte est le SHA-256 du fait ; celle du bas de page, de toutes, une par ligne, dans cet ordre."
    )
    return "\n".join(said)


def _cells(entry: EntryView) -> tuple[str, ...]:
    name = facts.name_of(entry.type)
    proof = VERDICTS[entry.proof.verdict].format(checkpoint=entry.proof.checkpoint, why=entry.proof.why)
    source = words.SERVICES.get(entry.source.rpartition("/")[2], entry.source)
    return (
        french.instant(entry.at),
        french.instant(entry.received_at) if entry.received_at else "?",
        f"{source}, {entry.topic.split('.')[2]}/{entry.partition} n° {entry.sequence}",
        f"EXERCICE · {name}" if entry.drill else name,
        facts.details_of(entry.data),
        f"{proof}\n{entry.proof.hash}",
    )


@cache
def _glyphs() -> frozenset[int]:
    with TTFont(REGULAR) as regular, TTFont(BOLD) as bold:
        return frozenset(regular.getBestCmap()) & frozenset(bold.getBestCmap())


def drawn(text: str) -> str:
    """The text in characters that the font has: one that it lacks is shown as `?`, never left out."""
    return "".join(letter if letter == "\n" or ord(letter) in _glyphs() else "?" for letter in text)
