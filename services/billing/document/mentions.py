"""The sentences that the law wants on an invoice to a public body, in French.

Source: domain.md, Billing (R2192-10, 11; décret 2019-748); code de la commande publique, L2192-12 to 14, R2192-31 and
D2192-35.
"""

from __future__ import annotations

from services.billing.document.french import day
from services.billing.domain.invoice import CREDIT_NOTE, Invoice

RECOVERY = (
    "En cas de retard de paiement, une indemnité forfaitaire pour frais de recouvrement de 40 euros est due"
    " (articles L2192-13 et D2192-35 du code de la commande publique)."
)
LATE = (
    "Tout retard de paiement fait courir, dès le lendemain de l'échéance, des intérêts moratoires au taux de la Banque"
    " centrale européenne en vigueur au premier jour du semestre, majoré de huit points (article R2192-31 du code de la"
    " commande publique)."
)
NO_DISCOUNT = "Aucun escompte n'est accordé pour paiement anticipé."
NO_VAT = "TVA au taux de 0 %"
"""Where the contract gives no reason for it."""

SUBJECTS = {"PMT": RECOVERY, "PMD": LATE, "AAB": NO_DISCOUNT}
"""By the subject code of the note (BT-21). Source: domain.md, Billing, Traps."""


def terms(invoice: Invoice) -> str:
    """How and until when it is paid (BT-20)."""
    if invoice.type == CREDIT_NOTE:
        return f"Avoir à déduire de la facture {invoice.cancels}, ou à rembourser si elle est payée."
    days = (invoice.due_on - invoice.issued_on).days
    return f"Payable à {days} jours, soit le {day(invoice.due_on)}."


def motive(invoice: Invoice) -> str:
    """What a credit note says of itself: the invoice, its day, and why."""
    of = f" du {day(invoice.cancels_issued_on)}" if invoice.cancels_issued_on else ""
    return f"Avoir sur la facture {invoice.cancels}{of}. Motif : {invoice.why}"


def engagements(invoice: Invoice) -> str:
    """All of them, where the month had more than one contract."""
    return f"Numéros d'engagement : {', '.join(invoice.engagements)}."
