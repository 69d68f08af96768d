"""A tenant disputes a line, and is answered in writing; the invoice stays as it is."""

from __future__ import annotations

import pytest

from libs.events import Refused
from libs.http import Caller
from services.billing.bodies_of_money import AnswerDispute, DisputeLine
from services.billing.events import DisputeAnswered, LineDisputed
from services.billing.routes import disputes, invoices
from services.billing.views_of_disputes import DisputesView
from tests.unit.billing.story import Billing, stored_again
from tests.unit.billing.test_credit_notes import three_lines

CITY, AP_HP = Caller("billing", "billing"), Caller("tenant:ap-hp", "tenant", "ap-hp")


def disputed(billing: Billing, line: int = 1, caller: Caller = AP_HP) -> DisputesView:
    body = DisputeLine(line=line, why="Le compteur a été remplacé le 12", by="DSN de l'AP-HP")
    return disputes.dispute_line("2026-000001", body, billing.unit, caller)


def test_a_line_is_flagged_until_it_is_answered() -> None:
    billing = three_lines()
    before = billing.invoice("2026-000001")
    assert disputed(billing).open_lines == (1,)
    told = billing.told[-1]
    assert isinstance(told, LineDisputed)
    assert (told.key, told.line, told.dispute) == ("2026-000001", 1, 1)
    assert invoices.invoice("2026-000001", billing.unit, CITY).disputed_lines == (1,)
    answered = disputes.answer_dispute(
        "2026-000001", 1, AnswerDispute(answer="Le relevé du 12 est joint.", by="Facturation"), billing.unit
    )
    assert (answered.open_lines, answered.disputes[0].answer) == ((), "Le relevé du 12 est joint.")
    assert isinstance(billing.told[-1], DisputeAnswered)
    assert invoices.invoice("2026-000001", billing.unit, CITY).disputed_lines == ()
    assert billing.invoice("2026-000001") == before
    # -- once answered, it may be disputed again
    assert disputed(billing).open_lines == (1,)
    stored_again(billing.unit)


def test_what_is_not_there_or_waits_already_is_refused() -> None:
    billing = three_lines()
    with pytest.raises(Refused, match="has no line 4: it has 3"):
        disputed(billing, 4)
    disputed(billing)
    with pytest.raises(Refused, match="line 1 is disputed already"):
        disputed(billing)
    answer = AnswerDispute(answer="Non.", by="Facturation")
    with pytest.raises(Refused, match="has no dispute 2"):
        disputes.answer_dispute("2026-000001", 2, answer, billing.unit)
    disputes.answer_dispute("2026-000001", 1, answer, billing.unit)
    with pytest.raises(Refused, match="was answered"):
        disputes.answer_dispute("2026-000001", 1, answer, billing.unit)


def test_the_billing_office_enters_one_for_a_tenant_and_no_tenant_one_of_anothers() -> None:
    billing = three_lines().tenant("eau-de-paris")
    with pytest.raises(Refused, match="sees its own data only") as refused:
        disputed(billing, caller=Caller("tenant:eau-de-paris", "tenant", "eau-de-paris"))
    assert refused.value.kind == "forbidden"
    assert disputed(billing, caller=CITY).open_lines == (1,)
