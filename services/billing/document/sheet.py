"""An invoice as a person reads it: parties, references, lines, VAT, terms, and how the month went."""

from __future__ import annotations

from services.billing.document import french, mentions
from services.billing.document.charts import draw_charts
from services.billing.document.fonts import font_files
from services.billing.document.page import GREY, MARGIN, PALE, WIDTH, Page
from services.billing.document.table import Column, draw_table
from services.billing.document.units import unit_of
from services.billing.domain.invoice import CREDIT_NOTE, Invoice
from services.billing.domain.item import Kind
from services.billing.domain.line import ADJUSTMENT, Line
from services.billing.domain.money import Totals, thousandths
from services.billing.domain.month import Month
from services.billing.domain.party import Party

COLUMNS = (
    Column("N°", 8), Column("Désignation", 70), Column("Quantité", 27, "R"), Column("Unité", 20),
    Column("Prix unitaire HT", 22, "R"), Column("TVA", 11, "R"), Column("Montant HT", 22, "R"),
)  # fmt: skip


def sheet(invoice: Invoice, xml: bytes) -> bytes:
    """The PDF/A-3 with its XML. The same bytes for the same invoice."""
    page = Page(invoice, font_files())
    draw(page, invoice)
    page.carry(xml)
    return bytes(page.output())


def draw(page: Page, invoice: Invoice) -> None:
    """All that is seen."""
    page.add_page()
    _head(page, invoice)
    _references(page, invoice)
    _lines(page, invoice.lines)
    _totals(page, invoice.totals, invoice.type)
    _terms(page, invoice)
    draw_charts(page, invoice)


def words_of(invoice: Invoice) -> str:
    """All that others have written on it, to be looked at for letters that cannot be drawn."""
    parties = [
        text
        for party in (invoice.seller, invoice.buyer)
        for text in (party.name, party.address.line, party.address.city, party.address.postcode, party.service_code)
    ]
    lines = [text for line in invoice.lines for text in (line.label, line.unit, line.vat_reason)]
    said = [*parties, *lines, *invoice.engagements, invoice.why]
    return "".join(text for text in said if text)


def _head(page: Page, invoice: Invoice) -> None:
    page.ink(20, bold=True)
    page.say(page.name, height=9)
    page.ink(10, GREY)
    issued = "Émis" if invoice.type == CREDIT_NOTE else "Émise"
    page.say(f"{issued} le {french.day(invoice.issued_on)}, période {french.of_month(invoice.period)}")
    if invoice.type == CREDIT_NOTE:
        page.ink(10, bold=True)
        page.say(mentions.motive(invoice))
    page.ln(4)
    top, half = page.get_y(), WIDTH / 2
    _party(page, "Émetteur", invoice.seller, MARGIN, top, half - 4)
    left = page.get_y()
    _party(page, "Destinataire", invoice.buyer, MARGIN + half, top, half)
    page.set_xy(MARGIN, max(left, page.get_y()) + 4)


def _party(page: Page, title: str, party: Party, x: float, y: float, width: float) -> None:
    page.set_xy(x, y)
    page.ink(8, GREY)
    page.say(title, width)
    page.ink(11, bold=True)
    page.say(party.name, width)
    page.ink(9.5)
    address = party.address
    country = "" if address.country == "FR" else f" ({address.country})"
    page.say(f"{address.line}\n{address.postcode} {address.city}{country}", width)
    page.say(f"SIRET {french.siret(party.siret)}", width)
    if party.vat_number:
        page.say(f"TVA intracommunautaire {party.vat_number}", width)


def _references(page: Page, invoice: Invoice) -> None:
    first, last = _span(invoice)
    told = {
        "Numéro d'engagement": ", ".join(invoice.engagements),
        "Code service": invoice.buyer.service_code or "sans",
        "Contrat": ", ".join(dict.fromkeys(line.contract for line in invoice.lines)),
        "Exécution": f"du {first} au {last}",
        "Échéance": french.day(invoice.due_on),
    }
    page.set_fill_color(*PALE)
    for name, text in told.items():
        page.ink(9, GREY)
        page.cell(42, 5.4, name, fill=True)
        page.ink(9.5, bold=name == "Échéance")
        page.multi_cell(WIDTH - 42, 5.4, text, fill=True, new_x="LMARGIN", new_y="NEXT", align="L")
    page.ln(5)


def _span(invoice: Invoice) -> tuple[str, str]:
    own = [line for line in invoice.lines if line.period == invoice.period]
    month = Month.parse(invoice.period)
    first = min((line.first_day for line in own), default=month.first_day)
    last = max((line.last_day for line in own), default=month.last_day)
    return french.day(first), french.day(last)


def _lines(page: Page, lines: tuple[Line, ...]) -> None:
    draw_table(page, COLUMNS, map(_cells, lines), 8.5)
    page.ln(3)


def _cells(line: Line) -> list[str]:
    price = french.number(line.unit_price)
    cells = [str(line.n), _described(line), french.number(line.quantity), unit_of(line.unit).printed, f"{price} €"]
    return [*cells, f"{french.number(line.vat_rate.normalize())} %", french.euros(line.net)]


def _described(line: Line) -> str:
    """The label; below it what is included or was billed before, the peak, the days held of a part of a month."""
    said = [line.label]
    unit = unit_of(line.unit).printed
    if line.included:
        said.append(f"relevé {french.number(line.metered)} {unit}, inclus {french.number(line.included)}")
    if line.kind == ADJUSTMENT and line.taken_back is None:
        said.append(f"{french.month(line.period)}, déjà facturé {french.number(line.billed_before)} {unit}")
    if line.peak is not None and line.committed_kw is not None:
        peak, committed = french.number(thousandths(line.peak.kw)), french.number(line.committed_kw)
        said.append(f"pointe {peak} {unit}, souscrit {committed} {unit}")
    if line.item_kind == Kind.PERCENTILE_POWER:
        said.append("95e centile des moyennes de cinq minutes")
    if line.revised is not None:
        was, now = (french.number(price) for price in (line.revised.base_price, line.unit_price))
        said.append(f"prix révisé : {was} € devenu {now} € ({line.revised.index} du {french.day(line.revised.on)})")
    held, whole = (line.last_day - line.first_day).days + 1, Month.parse(line.period).days
    if held != whole:
        said.append(f"du {french.day(line.first_day)} au {french.day(line.last_day)} ({held} jours sur {whole})")
    if any(registers.estimated for registers in line.registers):
        said.append("comporte des heures estimées")
    return "\n".join(said)


def _totals(page: Page, totals: Totals, kind: str) -> None:
    rows = [(f"TVA {french.number(v.rate.normalize())} % sur {french.euros(v.base)}", v.amount) for v in totals.vat]
    last = "À déduire TTC" if kind == CREDIT_NOTE else "Net à payer TTC"
    for name, amount in (("Total HT", totals.net), *rows, ("Total TVA", totals.vat_total), (last, totals.gross)):
        bold = amount is totals.gross
        page.set_x(MARGIN + WIDTH - 100)
        page.ink(11 if bold else 9.5, bold=bold)
        page.cell(68, 5.4, name, border="T" if bold else 0)
        page.cell(32, 5.4, french.euros(amount), align="R", border="T" if bold else 0, new_x="LMARGIN", new_y="NEXT")
    page.ln(4)


def _terms(page: Page, invoice: Invoice) -> None:
    page.ink(9.5, bold=True)
    page.say(mentions.terms(invoice))
    page.ink(8.5)
    if invoice.seller.iban and invoice.type != CREDIT_NOTE:
        page.say(
            f"Par virement à {invoice.seller.name}, IBAN {french.iban(invoice.seller.iban)}, référence {invoice.id}."
        )
    reasons = dict.fromkeys(line.vat_reason or mentions.NO_VAT for line in invoice.lines if line.vat_rate == 0)
    for text in (*reasons, *mentions.SUBJECTS.values()):
        page.say(text, height=4)
