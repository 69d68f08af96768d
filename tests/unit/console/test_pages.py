"""The overview page: French, whole without scripts, nothing inline, small, and honest about what is not known."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from libs.http import Caller
from services.console.domain.rules import RULES
from services.console.overview import overview
from services.console.pages import render, words
from tests.unit.console.desk import Desk, at

STATIC = Path(render.__file__).parent / "static"
DESK = Caller("poste-1", "desk")


class Seen(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.inside.append(tag)

    def handle_data(self, data: str) -> None:
        assert self.inside[-1:] not in (["script"], ["style"]) or not data.strip(), "inline script or style"
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


def page(desk: Desk, caller: Caller = DESK, silent: float | None = 1.0, said: str = "") -> str:
    return render.overview_page(overview(desk.unit), caller, "csrf-token", silent, said)


def busy() -> Desk:
    """A bad morning: every rule has an incident."""
    desk = Desk()
    desk.hears("07:00:00", "access.zone-registered", "hall-a", zone="hall-a", name="Salle A")
    desk.hears("07:00:00", "fire.zone-registered", "hall-a", zone="hall-a", name="Salle A")
    desk.hears("07:00:00", "power.feed-registered", "a")
    desk.hears("07:00:00", "storage.pool-state-changed", "hdd", state="unknown")
    fields = {"generator": "g", "autonomy_hours": 9, "device": "d", "pool": "hdd", "reason": "KeyError", "door": "p7"}
    for rule in RULES:
        fact = next(iter(rule.opens)).split(" ")[0]
        desk.hears("08:00:00", fact, "thing", **fields)
    return desk


PAGES = {
    "quiet": page(Desk()),
    "busy": page(busy()),
    "stale": page(busy(), silent=None),
    "signin": render.signin_page(),
    "signin refused": render.signin_page("the token has expired"),
    "refused": render.refused_page("Refusé", "non"),
}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(name: str) -> None:
    seen = Seen(PAGES[name])  # raises on inline script or style
    for tag, attributes in seen.elements:
        assert "style" not in attributes, tag
        assert not [a for a in attributes if a.startswith("on")], tag
        for where in ("src", "href", "action", "formaction"):
            assert re.match(r"[/#](?!/)", attributes.get(where) or "/"), (tag, attributes)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_french_and_well_made(name: str) -> None:
    seen = Seen(PAGES[name])
    assert ("html", {"lang": "fr"}) in seen.elements
    ids = Counter(attributes["id"] for _, attributes in seen.elements if "id" in attributes)
    assert [id for id, n in ids.items() if n > 1] == []
    pointed = [a[w] for _, a in seen.elements for w in ("aria-labelledby", "aria-describedby", "for", "form") if w in a]
    assert [id for id in pointed if id not in ids] == []
    assert "non conforme" in seen.words  # until a human audit is recorded


def test_the_first_load_is_small() -> None:
    desk = busy()
    for rack in range(240):
        desk.hears("08:00:01", "power.redundancy-lost", f"r{rack:03d}")
        desk.hears("08:00:01", "access.door-forced", f"door-{rack}")
    assert len(gzip.compress(page(desk).encode())) <= 60_000
    assert len(gzip.compress((STATIC / "chapelle.css").read_bytes())) <= 15_000
    assert len(gzip.compress((STATIC / "live.js").read_bytes())) <= 10_000


def test_a_quiet_site_says_so_in_grey() -> None:
    seen = Seen(PAGES["quiet"])
    for sentence in ("Aucune alarme en cours.", "Aucune zone connue.", "Aucun refus.", "Aucune facture ce mois-ci."):
        assert sentence in seen.words
    loud = [a["class"] for _, a in seen.elements if re.search(r"\b(top|high|medium|low)\b", a.get("class") or "")]
    assert loud == []


def test_an_alarm_has_shape_word_place_time_instruction_and_answers() -> None:
    desk = Desk()
    desk.hears("08:00:00", "access.door-forced", "door-7")
    html = page(desk)
    (row,) = re.findall(r'<li id="inc-.*?</li>', html, re.DOTALL)
    text = Seen(row).words
    for part in ("urgent", "Porte forcée", "door-7", "depuis 09:00:00", "non acquitté", "Envoyer une ronde"):
        assert part in text
    assert '<svg class="shape"' in row
    buttons = [a for tag, a in Seen(row).elements if tag == "button"]
    assert [(b["formaction"], b["value"]) for b in buttons] == [
        ("/incidents/inc-000000000000001/acknowledge", "1"),
        ("/incidents/inc-000000000000001/resolve", "1"),
    ]


def test_who_took_it_is_named_and_the_answer_is_gone() -> None:
    desk = Desk()
    desk.hears("08:00:00", "access.door-forced", "door-7")
    desk.decides(desk.incident("door-forced", "door-7").acknowledge("anne", "", 1, at("08:05:00")))
    seen = Seen(page(desk))
    assert "acquitté par anne à 09:05:00" in seen.words
    assert "Acquitter" not in seen.words


def test_top_comes_first_then_what_nobody_has_taken_then_the_oldest() -> None:
    desk = Desk()
    desk.hears("07:00:00", "access.door-held-open", "door-1")
    desk.hears("08:00:00", "access.door-forced", "door-2")
    desk.hears("07:30:00", "access.door-forced", "door-3")
    desk.hears("09:00:00", "fire.activated", "hall-a")
    desk.decides(desk.incident("door-forced", "door-3").acknowledge("anne", "", 1, at("09:05:00")))
    assert [i.subject for i in overview(desk.unit).incidents] == ["hall-a", "door-2", "door-1", "door-3"]


def test_unknown_is_a_hatched_question_mark_never_the_last_value() -> None:
    seen = Seen(PAGES["busy"])
    assert "Présents : inconnu" in seen.words
    assert "Occupation : inconnu" in seen.words
    assert "contact perdu" in seen.words  # the panel was never heard


def test_when_the_events_stand_still_the_page_says_so_by_itself() -> None:
    lost = Seen(PAGES["stale"])
    assert "Traitement des événements arrêté" in lost.words
    assert next(a["class"] for tag, a in lost.elements if tag == "body") == "stale"
    fresh = Seen(PAGES["busy"])
    assert next(a for _, a in fresh.elements if a.get("id") == "lost").keys() == {"id", "class", "hidden"}


def test_without_scripts_it_reads_itself_again_and_says_so() -> None:
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in PAGES["quiet"]
    assert "Sans JavaScript : la page est relue toutes les 30" in Seen(PAGES["quiet"]).words


def test_who_may_only_read_gets_no_buttons_to_press() -> None:
    assert "data-acts" in page(busy(), Caller("poste-1", "desk"))
    assert "data-acts" not in page(busy(), Caller("cour-des-comptes", "auditor"))


def test_what_devices_send_is_text_never_markup() -> None:
    desk = Desk()
    desk.hears("08:00:00", "billing.letter-waiting", "l", event_type="", reason="<script>alert(1)</script>")
    assert "<script>alert" not in page(desk)
    assert "<script>alert(1)</script>" in Seen(page(desk)).text


def test_the_live_parts_are_those_of_the_page() -> None:
    now = overview(busy().unit)
    parts = render.blocks_of(now)
    whole = page(busy())
    assert list(parts) == list(render.BLOCKS)
    for name, html in parts.items():
        assert html.strip() in whole
        assert [a["id"] for _, a in Seen(html).elements if "data-live" in a] == [name]


def test_every_rule_has_its_french_words_and_no_words_are_left_over() -> None:
    assert set(words.INCIDENTS) == {rule.id for rule in RULES}
