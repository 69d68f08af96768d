"""Which facts an incident's timeline has, in which order, what their proof is worth, and what is on paper."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from libs.audit import Proof
from libs.runtime.launch import ROOT
from services.console.domain.about import about
from services.console.domain.seen import Seen
from services.console.incidents import view_of
from services.console.pages import facts
from services.console.pages.render import timeline_page
from services.console.timeline import gathering
from services.console.timeline.gathering import AROUND, gather, in_true_order, things
from services.console.timeline.paper import drawn, on_paper
from services.console.timeline.proving import Verdict, Verified, hash_kept, judged
from services.console.timeline.shown import TimelineView, entry_view, verification
from tests.unit.console.desk import NOW, Desk, at

PUBLISHED = [contract.stem for contract in (ROOT / "docs" / "contracts").glob("*.json")]


def drilled() -> Desk:
    desk = Desk()
    desk.hears("09:55:00", "power.rack-registered", "r1", zone="hall-a")  # the site file is loaded
    desk.hears("09:20:00", "fire.manual-only-set", "hall-a", zone="hall-a")  # long before
    desk.hears("10:00:12", "fire.activated", "hall-a", zone="hall-a", devices=["a-opt", "a-heat"], drill=True)
    desk.hears("10:00:00", "fire.pre-activated", "hall-a", zone="hall-a", device="a-opt", drill=True)  # came late
    desk.hears(
        "10:00:20", "access.badge-denied", "c1", check="c1", door="door-a", zone="hall-a", person="p1", reason="fire"
    )
    desk.hears(
        "10:00:30",
        "access.badge-denied",
        "c2",
        check="c2",
        door="door-b",
        zone="hall-b",
        person="p2",
        reason="no_right",
    )
    desk.hears("10:40:00", "fire.returned-to-quiescent", "hall-a", zone="hall-a", by="Léa", note="aéré 👍", drill=True)
    return desk


def shown_of(desk: Desk, verdicts: tuple[Verdict, ...] = ("signed",)) -> TimelineView:
    incident = desk.incident("activated", "hall-a")
    found = gather(incident, desk.unit)
    all_verified = [
        Verified(verdicts[n % len(verdicts)], hash_kept(seen), 12, NOW) for n, seen in enumerate(found.events)
    ]
    return TimelineView(
        incident=view_of(incident),
        begin=found.begin,
        end=found.end,
        made_at=NOW,
        complete=found.whole,
        entries=[entry_view(seen, one) for seen, one in zip(found.events, all_verified, strict=True)],
        verification=verification(all_verified),
    )


def test_it_is_all_about_the_same_things_in_the_order_in_which_it_happened() -> None:
    desk = drilled()
    incident = desk.incident("activated", "hall-a")
    assert things(incident) == {"hall-a", incident.id}
    found = gather(incident, desk.unit)
    assert (found.begin, found.end) == (at("10:00:12") - AROUND, at("10:40:00") + AROUND)
    assert [facts.name_of(seen.type) for seen in found.events] == [
        "Premier détecteur en alarme",
        "Alarme feu confirmée",
        "Badge refusé",
        "Retour en veille",
    ]


def test_a_site_file_loaded_again_and_again_leaves_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST", 5)
    desk = Desk()
    for rack in range(20):
        desk.hears("09:59:00", "power.rack-registered", f"r{rack:02}", zone="hall-a")
    desk.hears("10:00:12", "fire.activated", "hall-a", zone="hall-a", devices=["a-opt", "a-heat"])
    found = gather(desk.incident("activated", "hall-a"), desk.unit)
    assert ([facts.name_of(seen.type) for seen in found.events], found.whole) == (["Alarme feu confirmée"], True)


def test_of_one_instant_what_was_received_first_comes_first() -> None:
    desk = Desk()
    for _ in range(3):
        desk.hears("10:00:00", "fire.fault", "hall-a", zone="hall-a", device="d")
    first, second, third = desk.unit.seen.where()
    late = [third, second, first]
    assert sorted(late, key=in_true_order) == [first, second, third]


def test_an_event_is_about_what_it_names_but_no_person() -> None:
    said = {"zone": "hall-a", "doors": ["d1", "d2"], "person": "p1", "people": ["p2"], "by": "p3", "kwh": "12"}
    assert about("c1", said) == ("c1", "hall-a", "d1", "d2")
    assert about("hall-a", {"zone": "hall-a", "doors": None}) == ("hall-a",)


def one_seen() -> Seen:
    return gather(drilled().incident("activated", "hall-a"), drilled().unit).events[0]


@pytest.mark.parametrize(
    ("checkpoint", "fault", "verdict"),
    [(7, None, "signed"), (None, None, "chained"), (7, "it is not what checkpoint 7 says", "differs")],
)
def test_a_proof_is_worth_what_its_source_says(checkpoint: int | None, fault: str | None, verdict: str) -> None:
    seen = one_seen()
    found = judged(seen, Proof(seen.sequence, hash_kept(seen), checkpoint, NOW, fault))
    assert (found.verdict, found.checkpoint, found.why) == (verdict, checkpoint, fault or "")


def test_what_the_console_keeps_otherwise_than_its_source_differs() -> None:
    seen = one_seen()
    assert judged(seen, Proof(seen.sequence, "00" * 32, 7, NOW, None)).verdict == "differs"
    assert judged(seen, None).verdict == "unknown"


def test_the_digest_is_of_all_hashes_in_their_order() -> None:
    shown = shown_of(drilled())
    lines = "".join(entry.proof.hash + "\n" for entry in shown.entries)
    assert shown.verification.digest == hashlib.sha256(lines.encode()).hexdigest()
    assert (shown.verification.ok, shown.verification.signed) == (True, 4)
    assert not shown_of(drilled(), ("signed", "differs")).verification.ok


def test_the_page_says_what_when_who_and_whether_it_is_proven() -> None:
    page = timeline_page(shown_of(drilled(), ("signed", "differs")))
    for said in ("EXERCICE", "Premier détecteur en alarme", "02/03/2026 11:00:00,000", "modifié", "preuve incomplète"):
        assert said in page
    assert page.count('<th scope="row">') == 4


def test_the_paper_is_the_same_bytes_for_the_same_timeline_and_leaves_no_character_out() -> None:
    shown = shown_of(drilled())
    paper = on_paper(shown)
    assert paper.startswith(b"%PDF-")
    assert paper == on_paper(shown)
    assert on_paper(shown.model_copy(update={"made_at": NOW + timedelta(days=1)})) != paper
    assert drawn("Léa 👍, noyage jusqu’à 12 °C\n·") == "Léa ?, noyage jusqu’à 12 °C\n·"


def test_a_fact_without_french_words_keeps_its_type() -> None:
    assert facts.name_of("fr.chapelle.power.unheard-of.v1") == "fr.chapelle.power.unheard-of.v1"
    assert PUBLISHED
    assert [type for type in PUBLISHED if facts.name_of(type) == type] == []
    assert facts.details_of({"until": "2026-03-02T10:00:00.500Z", "count": 0, "by": None}) == (
        "présents 0, jusqu’à 02/03/2026 11:00:00,500"
    )
