"""Texts broken into lines, and a table that goes over pages: nothing of them is lost."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from libs.events import replace
from services.billing.document.breaking import broken
from services.billing.document.cii import cii
from services.billing.document.sheet import sheet
from tests.unit.billing.test_documents import january


def test_at_spaces_where_it_says_so_and_within_a_word_that_is_too_wide() -> None:
    assert broken("de l'eau", 20, len) == ["de l'eau"]
    assert broken("Chaleur cédée au réseau\nvoisin", 10, len) == ["Chaleur", "cédée au", "réseau", "voisin"]
    assert broken("a abcdefgh ij", 4, len) == ["a", "abcd", "efgh", "ij"]
    assert broken("", 4, len) == [""]


@given(st.text(alphabet="ab \n"), st.integers(1, 9))
def test_every_letter_stays_and_every_line_fits(text: str, room: int) -> None:
    lines = broken(text, room, len)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert all(len(line) <= room for line in lines)


def test_a_table_of_a_hundred_lines_has_its_head_on_each_page() -> None:
    invoice = january()
    many = tuple(replace(invoice.lines[7], n=n, label=f"Poste {n:03}") for n in range(1, 101))
    whole = replace(invoice, lines=many)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(sheet(whole, cii(whole)))).pages]
    held = [text for text in pages if "Poste" in text]
    assert len(held) > 1
    assert all("Désignation" in text for text in held)
    assert all(f"Poste {n:03}" in "".join(held) for n in range(1, 101))
