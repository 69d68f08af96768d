"""What no validator finds in an invoice's XML, read from the XML itself. List: domain.md, Billing, Traps."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree
from stdnum import iban
from stdnum.exceptions import ValidationError
from stdnum.fr import siren, siret, tva

from services.billing.document.cii import SIREN, SIRET
from services.billing.domain.invoice import CREDIT_NOTE, Invoice
from services.billing.domain.money import Totals, line_net

NAMES = {
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
}
RATE, BASE, AMOUNT = "ram:RateApplicablePercent", "ram:BasisAmount", "ram:CalculatedAmount"
CHECKED = {
    f"//ram:SpecifiedLegalOrganization/ram:ID[@schemeID='{SIREN}']": ("SIREN", siren),
    f"//ram:GlobalID[@schemeID='{SIRET}']": ("SIRET", siret),
    "//ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']": ("French VAT number", tva),
    "//ram:PayeePartyCreditorFinancialAccount/*[self::ram:IBANID or self::ram:ProprietaryID]": ("IBAN", iban),
}
"""Where identifiers with check digits stand, and what they are."""


def unseen_faults(xml: bytes, invoice: Invoice) -> list[str]:
    """A sentence for each; `invoice`: what the XML was made of."""
    tree = etree.fromstring(xml)
    return [*_identifiers(tree), *_references(tree, invoice), *_lines(tree), *_sums(tree)]


def _identifiers(tree: etree._Element) -> Iterator[str]:
    for path, (name, kind) in CHECKED.items():
        for text in _texts(tree, path):
            try:
                kind.validate(text)
            except ValidationError as fault:
                yield f"{text} is no {name}: {str(fault).rstrip('.').lower()}"


def _references(tree: etree._Element, invoice: Invoice) -> Iterator[str]:
    """The number stands where it will be replaced and nowhere else; who pays by a number finds it."""
    for name, path, wanted in (
        ("BT-10, the service code", "//ram:BuyerReference", invoice.buyer.service_code),
        ("BT-13, the engagement number", "//ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID",
         invoice.engagements[0] if invoice.engagements else "a number"),
    ):  # fmt: skip
        found = next(_texts(tree, path), None)
        if wanted is not None and found != wanted:
            yield f"{name}, is {found!r} and not {wanted!r}" if found else f"{name}, is missing"
    times = sum((element.text or "").count(invoice.id) for element in tree.iter())
    if times != 2:
        yield f"the number {invoice.id} stands in {times} places, and not in BT-1 and BT-83 alone"


def _lines(tree: etree._Element) -> Iterator[str]:
    seen: set[str] = set()
    for line in tree.iterfind(".//ram:IncludedSupplyChainTradeLineItem", NAMES):
        n = next(_texts(line, ".//ram:LineID"), "")
        if n in seen:
            yield f"line {n} stands there twice"
        seen.add(n)
        quantity, price = _amount(line, ".//ram:BilledQuantity"), _amount(line, ".//ram:ChargeAmount")
        net = _amount(line, ".//ram:LineTotalAmount")
        if net != line_net(quantity, price):
            yield f"line {n}: {quantity} x {price} is {line_net(quantity, price)}, not {net}"
    if not seen:
        yield "there is no line"


def _sums(tree: etree._Element) -> Iterator[str]:
    lines = tree.iterfind(".//ram:IncludedSupplyChainTradeLineItem", NAMES)
    rated = [(_amount(line, ".//ram:LineTotalAmount"), _amount(line, ".//ram:RateApplicablePercent")) for line in lines]
    expected = Totals.of(rated)
    said = {
        _amount(tax, RATE): (_amount(tax, BASE), _amount(tax, AMOUNT))
        for tax in tree.iterfind(".//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax", NAMES)
    }  # fmt: skip
    for vat in expected.vat:
        if said.get(vat.rate) != (vat.base, vat.amount):
            yield f"VAT at {vat.rate} % of {vat.base} is {vat.amount}, not as said"
    gross = _amount(tree, ".//ram:GrandTotalAmount")
    totals = [_amount(tree, f".//ram:{name}") for name in ("TaxBasisTotalAmount", "TaxTotalAmount")]
    if [*totals, gross] != [expected.net, expected.vat_total, expected.gross]:
        yield f"the totals are {expected.net}, {expected.vat_total} and {expected.gross}, not as said"
    kind = next(_texts(tree, "//rsm:ExchangedDocument/ram:TypeCode"), "")
    if gross < 0:
        yield f"a credit note of {gross}" if kind == CREDIT_NOTE else f"an invoice of {gross}: that is a credit note"


def _texts(tree: etree._Element, path: str) -> Iterator[str]:
    return (element.text or "" for element in tree.xpath(path, namespaces=NAMES))


def _amount(tree: etree._Element, path: str) -> Decimal:
    """Of the first such element, 0 where there is none."""
    return Decimal(tree.findtext(path, "0", NAMES))
