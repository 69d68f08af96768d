"""Invoices made by the press and by the plain combination, in turn: milliseconds of each, half of them less."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable

from bench.billing.plain import Plain
from bench.billing.sample import invoice_of_a_month
from libs.events import replace
from libs.processes.garbage import settle
from services.billing.document.press import Press
from services.billing.domain.invoice import Invoice

TIMES, WARM = 20, 3


def main() -> None:
    press, plain, sample = Press(), Plain(), invoice_of_a_month()

    def pressed(invoice: Invoice) -> bytes | None:
        verdict = press.check(invoice)
        assert not verdict.faults, verdict.faults
        return press.print(invoice, verdict.xml)

    settle()
    took: dict[str, list[float]] = {"ours": [], "plain": []}
    for turn in range(WARM + TIMES):
        for name, make in (("ours", pressed), ("plain", plain.make)):
            spent = _seconds(make, replace(sample, id=f"2026-{turn + 1:06}"))
            if turn >= WARM:
                took[name].append(spent * 1_000)
    press.close()
    print(json.dumps({name: statistics.median(spent) for name, spent in took.items()}))


def _seconds(make: Callable[[Invoice], bytes | None], invoice: Invoice) -> float:
    began = time.perf_counter()
    assert make(invoice)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
