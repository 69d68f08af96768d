"""The process in which documents are made: it alone holds the libraries and the compiled rules, and ends when idle.

`python -m services.billing.document.pressing`: asked on its input, answers on its output.
"""

from __future__ import annotations

import logging
import os
import select
import sys
from functools import cache

import msgspec

from services.billing.document.asked import Answer, Check, Parquet, Print, Question, receive, send
from services.billing.document.cii import cii
from services.billing.document.fonts import missing_letters
from services.billing.document.parquet import parquet
from services.billing.document.sheet import sheet, words_of
from services.billing.document.unseen import unseen_faults
from services.billing.document.validation import Validation
from services.billing.domain.invoice import Invoice

IDLE_SECONDS = 60.0
"""A month is run once a month: who waits no longer gives its 200 MB back."""


def main() -> None:
    logging.disable(logging.WARNING)
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    decode = msgspec.msgpack.Decoder(Question).decode
    while select.select([asked], [], [], IDLE_SECONDS)[0]:
        try:
            send(answers, _answer(decode(receive(asked))))
        except EOFError:
            return


def checked(invoice: Invoice) -> Answer:
    """Its XML, held against all that there is to hold it against."""
    missing = missing_letters(words_of(invoice))
    faults = [f"the letters {missing} cannot be printed"] if missing else []
    xml = cii(invoice)
    faults += _validation().faults(xml) or unseen_faults(xml, invoice)
    return Answer(tuple(faults), xml)


def _answer(question: Question) -> Answer:
    """What cannot be made has a fault, whatever it is: the process goes on."""
    try:
        match question:
            case Check(invoice):
                return checked(invoice)
            case Print(invoice, xml):
                return Answer((), sheet(invoice, xml))
            case Parquet(table):
                return Answer((), parquet(table))
    except Exception as fault:  # noqa: BLE001  whatever one document brings about, the next is made
        return Answer((f"it cannot be made: {fault}",), b"")


@cache
def _validation() -> Validation:
    return Validation()


if __name__ == "__main__":
    main()
