"""Bad records among good ones: each is a dead letter with its reason, other keys go on, the same key waits in order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from libs.bus.plan import Stalled
from libs.testing.walk import Walk

BAD_HEADERS: dict[str, tuple[str, str, str]] = {
    "no specversion": ("ce_specversion", "", "header ce_specversion is empty"),
    "another specversion": ("ce_specversion", "0.3", "header ce_specversion is '0.3': only 1.0 is known"),
    "wrong content type": ("content-type", "text/xml", "only application/json is read"),
    "no type": ("ce_type", "nonsense", "not fr.chapelle.<service>.<fact>.v<n>"),
    "a type of another service": ("ce_type", "fr.chapelle.fire.released.v1", "header ce_type"),
    "another source": ("ce_source", "/chapelle/fire", "header ce_source is '/chapelle/fire'"),
    "a sequence of letters": ("ce_sequence", "next", "header ce_sequence is 'next': no number from 1 on"),
    "sequence zero": ("ce_sequence", "0", "no number from 1 on"),
    "a negative sequence": ("ce_sequence", "-1", "no number from 1 on"),
    "a sequence of 5,000 digits": ("ce_sequence", "9" * 5_000, "no number from 1 on"),
    "a time with no offset": ("ce_time", "2026-03-02T09:00:00", "no RFC 3339 time with an offset"),
    "a time before all years": ("ce_time", "0001-01-01T00:00:00+14:00", "no RFC 3339 time with an offset"),
    "no time": ("ce_time", "yesterday", "no RFC 3339 time with an offset"),
    "a subject that is not the key": ("ce_subject", "another", "the record's key is not its ce_subject"),
}


BAD_RECORDS: dict[str, tuple[dict[str, Any], str]] = {
    "no headers": ({"headers": []}, "header ce_specversion is missing; header ce_id is missing"),
    "headers of bytes": ({"headers": [("ce_type", b"\xff\xfe")]}, "header ce_type is not UTF-8"),
    "no key": ({"key": None}, "the record has no key"),
    "a key of bytes": ({"key": b"\xff"}, "the record's key is not its ce_subject"),
    "no value": ({"value": None}, "the record has no value"),
}


def test_each_record_that_is_no_event_is_a_letter_with_its_reason(walk: Walk) -> None:
    a, _, b = walk.spread("k", 3)
    walk.add([a])
    walk.relay()
    event, reasons = walk.event("x", 1, partition=0), []
    for name, text, reason in BAD_HEADERS.values():
        walk.inject(event, headers=[(known, text.encode() if known == name else raw) for known, raw in event.headers()])
        reasons.append(reason)
    for other, reason in BAD_RECORDS.values():
        walk.inject(event, **other)
        reasons.append(reason)
    walk.add([a, b])
    walk.drain()
    assert walk.places() == {a: (1, 2), b: (1,)}
    letters = walk.letters()
    assert len(letters) == len(reasons)
    for letter, reason in zip(letters, reasons, strict=True):
        assert reason in letter.reason
        assert (letter.state, letter.key) == ("waiting", "")
    assert letters[0].value == event.data  # the original is kept
    assert walk.breaches() == []


BAD_DATA: dict[str, tuple[bytes, str]] = {
    "bad bytes": (b"\x00\xff\x17", "the data is not a fr.chapelle."),
    "text that is not UTF-8": (b'{"count":"\xff","place":2}', "the data is not a fr.chapelle."),
    "another shape": (b'{"count":"x","place":"two"}', "Expected `int`, got `str` - at `$.place`"),
    "a missing field": (b'{"count":"x"}', "missing required field `place`"),
    "of another subject": (b'{"count":"y","place":2}', "it is about 'y', and its subject is "),
    "a number too large to be stored": (b'{"count":"x","place":99999999999999999999}', "8-byte ints"),
    "brackets without end": (b'{"count":"x","place":2,"more":' + b"[" * 100_000, "the data is not a fr.chapelle."),
}


def test_data_of_the_wrong_shape(walk: Walk) -> None:
    """The envelope is good: the letter knows its key, and what follows of that key waits behind."""
    keys = walk.spread("k", 2 * len(BAD_DATA))[::2]
    good = walk.spread("good", 1)[0]
    given = [data.replace(b'"x"', f'"{key}"'.encode()) for key, (data, _) in zip(keys, BAD_DATA.values(), strict=True)]
    bad = [walk.event(key, n, data=data) for n, (key, data) in enumerate(zip(keys, given, strict=True), 1)]
    behind = [walk.event(key, len(bad) + n) for n, key in enumerate(keys, 1)]
    walk.hear_events([*bad, *behind, walk.event(good, len(bad) * 2 + 1)])
    assert walk.places() == {good: (len(bad) * 2 + 1,)}
    letters = walk.letters()
    for letter, event, (_, reason) in zip(letters, bad, BAD_DATA.values(), strict=False):
        assert reason in letter.reason
        assert (letter.key, letter.value, letter.behind) == (event.subject, event.data, False)
    assert [(letter.key, letter.behind) for letter in letters[len(bad) :]] == [(key, True) for key in keys]


def test_unknown_type_and_an_event_from_the_future(walk: Walk) -> None:
    a, _, b = walk.spread("k", 3)
    soon, later = (walk.source.now() + timedelta(minutes=minutes) for minutes in (4, 6))
    unknown = f"fr.chapelle.{walk.topic.service}.miscounted.v1"
    walk.hear_events([walk.event(a, 1, type=unknown), walk.event(b, 2, time=soon), walk.event(b, 3, time=later)])
    first, second = walk.letters()
    assert first.reason == f"no event {unknown} is published on {walk.topic.name}"
    assert second.reason.startswith("it is from the future: ")
    assert walk.places() == {b: (2,)}


def test_a_sequence_that_goes_back_is_dropped(walk: Walk) -> None:
    a = walk.spread("k", 1)[0]
    walk.add([a, a])
    walk.relay()
    walk.hear()
    walk.inject(walk.event(a, 1, id="another"))
    walk.hear()
    assert walk.places() == {a: (1, 2)}
    assert walk.letters() == []


def test_a_sequence_that_jumps_is_believed_only_if_the_record_confirms_it(walk: Walk) -> None:
    a, _, b = walk.spread("k", 3)
    walk.add([a, a])
    walk.relay()
    walk.inject(walk.event(b, 7))
    walk.add([a])
    walk.relay()
    walk.hear()
    assert walk.places() == {a: (1, 2, 3)}
    (letter,) = walk.letters()
    assert letter.reason == f"sequence 7 was never given: {walk.topic.service} is at 3"
    assert walk.sink.sometimes["forged_refused"] == 1
    walk.decide(letter.id, "requested")
    assert walk.settle() == 0  # sent again it is still nothing that the source has said
    assert walk.places() == {a: (1, 2, 3)}


def test_a_forged_record_is_not_applied_by_sending_it_again(walk: Walk) -> None:
    """A person cannot make it true: nothing but the source's record can."""
    a, _, b = walk.spread("k", 3)
    walk.add([a])
    walk.relay()
    walk.inject(walk.event(b, 7))
    walk.hear()
    (letter,) = walk.letters()
    walk.decide(letter.id, "requested")
    assert walk.settle() == 0
    (again,) = walk.letters()
    assert (again.state, again.tries, again.reason) == ("waiting", 2, letter.reason)
    assert walk.places() == {a: (1,)}
    walk.decide(letter.id, "discarding")
    assert walk.settle() == 1


def test_a_jump_waits_for_the_record_to_be_asked(walk: Walk) -> None:
    a, _, b = walk.spread("k", 3)
    walk.add([a])
    walk.relay()
    walk.inject(walk.event(b, 7))
    walk.record.away = True
    with pytest.raises(Stalled, match="away"):
        walk.hear()
    assert walk.places() == {a: (1,)}
    assert walk.letters() == []
    walk.record.away = False
    walk.hear()
    assert [letter.place for letter in walk.letters()] == [1]  # it has no number that is true: its offset


def test_a_spoiled_copy_does_not_stand_for_what_was_said(walk: Walk) -> None:
    """The source's record has another event under its number: that one is applied, and nobody waits behind the copy."""
    a, _, b = walk.spread("k", 3)
    walk.add([a, b, a])
    walk.relay()
    true = walk.raws()[walk.topic.name, 0]
    spoiled = true[0]._replace(offset=0, value=b"{")
    moved = [raw._replace(offset=raw.offset + 1) for raw in true]
    walk.hear({(walk.topic.name, 0): [spoiled, *moved]})
    assert walk.places() == {a: (1, 2), b: (1,)}
    (letter,) = walk.letters()
    assert letter.reason.startswith(f"not what {walk.topic.service} said under its number: the data is not a ")
    assert (letter.key, letter.value) == ("", b"{")
    assert walk.sink.sometimes["forged_replaced"] == 1
    assert walk.breaches() == []


def test_what_cannot_be_applied_does_not_use_up_a_number_that_was_not_given(walk: Walk) -> None:
    """at(0) 1 is said; at(1) somebody writes a 2 that nobody can apply; at(2) the source says its own 2 and 3."""
    a, _, b = walk.spread("k", 3)
    walk.add([a])
    walk.relay()
    one = walk.raws()[walk.topic.name, 0]
    strange = walk.event(b, 2, type="fr.chapelle.walk.strange.v1")
    spoiled = [*walk.as_raws([walk.event(a, 2, data=b"{")]), *walk.as_raws([strange])]
    forged = [raw._replace(offset=one[0].offset + 1 + n) for n, raw in enumerate(spoiled)]
    walk.hear({(walk.topic.name, 0): [*one, *forged]})
    assert walk.applier.places[walk.topic.name, 0].next == 2
    walk.add([a, b])
    walk.drain()
    assert walk.places() == {a: (1, 2), b: (1,)}
    assert [(letter.key, letter.reason) for letter in walk.letters()] == [
        ("", "sequence 2 was never given: its source is at 1")
    ] * 2
    assert walk.breaches() == []


def test_a_spoiled_copy_while_the_record_is_away(walk: Walk) -> None:
    """Nobody can say whether it is what was said: it stops its key, not the stream."""
    a, _, b = walk.spread("k", 3)
    walk.add([a, b, a])
    walk.relay()
    first, *others = walk.raws()[walk.topic.name, 0]
    walk.record.away = True
    walk.hear({(walk.topic.name, 0): [first._replace(value=b"{"), *others]})
    assert walk.places() == {b: (1,)}
    assert [(letter.key, letter.behind) for letter in walk.letters()] == [(a, False), (a, True)]


def test_a_header_that_is_there_twice(walk: Walk) -> None:
    a = walk.spread("k", 1)[0]
    event = walk.event(a, 1)
    raw = walk.as_raws([event])[0]
    walk.hear({(walk.topic.name, 0): [raw._replace(headers=(*raw.headers, ("ce_id", b"another")))]})
    assert [letter.reason for letter in walk.letters()] == ["header ce_id is there more than once"]


def test_a_failing_handler_and_who_waits_behind(walk: Walk) -> None:
    a, _, b = walk.spread("k", 3)
    walk.poison.add(a)
    walk.add([a, b, a])
    walk.add([a, b])
    walk.drain()
    assert walk.places() == {b: (1, 2)}
    letters = walk.letters()
    assert [(letter.key, letter.place, letter.behind) for letter in letters] == [
        (a, 1, False),
        (a, 3, True),
        (a, 4, True),
    ]
    assert letters[0].reason == f"ArithmeticError: {a} is poison"
    assert letters[1].reason == "an earlier event of its key waits"
    walk.poison.clear()
    walk.decide(letters[0].id, "requested")
    assert walk.settle() == 3
    walk.add([a])
    walk.drain()
    assert walk.places() == {a: (1, 2, 3, 4), b: (1, 2)}
    assert {letter.state for letter in walk.letters()} == {"applied"}
    assert walk.breaches() == []


def test_sent_again_too_early_it_waits_again(walk: Walk) -> None:
    a = walk.spread("k", 1)[0]
    walk.poison.add(a)
    walk.add([a, a])
    walk.drain()
    first, second = walk.letters()
    walk.decide(first.id, "requested")
    assert walk.settle() == 0
    first, second = walk.letters()
    assert (first.state, first.tries, second.state) == ("waiting", 2, "waiting")
    walk.decide(first.id, "discarding")
    assert walk.settle() == 1  # the first is given up; the second fails by itself, and is the first now
    first, second = walk.letters()
    assert (first.state, second.state, second.behind) == ("discarded", "waiting", False)
    assert second.reason == f"ArithmeticError: {a} is poison"
    walk.poison.clear()
    walk.decide(second.id, "requested")
    assert walk.settle() == 1
    assert walk.places() == {a: (2,)}


def test_whose_effects_cannot_be_stored_is_a_letter_and_stays_one(walk: Walk) -> None:
    a, _, b = walk.spread("k", 3)
    large = walk.counted(time=walk.source.now(), count=a, place=2**70).encode()
    walk.hear_events([walk.event(b, 1), walk.event(a, 2, data=large), walk.event(b, 3)])
    assert walk.places() == {b: (1, 3)}
    (letter,) = walk.letters()
    assert "8-byte ints" in letter.reason
    walk.decide(letter.id, "requested")
    assert walk.settle() == 0
    (letter,) = walk.letters()
    assert (letter.state, letter.tries) == ("waiting", 2)


def test_too_many_letters_stop_their_partition_alone(walk: Walk) -> None:
    a, c, b, d = walk.spread("k", 4)
    walk.applier = walk.new_applier(letters=2)
    walk.poison.add(a)
    walk.add([a, b, a, c])
    walk.drain()
    walk.add([b, d])
    walk.relay()
    with pytest.raises(Stalled, match="2 letters wait"):
        walk.hear_partition(0)
    walk.hear_partition(1)
    assert walk.places() == {b: (1,), c: (1,), d: (1,)}
    walk.poison.clear()
    walk.decide(walk.letters()[0].id, "requested")
    assert walk.settle() == 2
    walk.drain()
    assert walk.places() == {a: (1, 2), b: (1, 2), c: (1,), d: (1,)}


def test_a_type_newer_than_our_contracts_is_passed_over_and_blocks_nobody(walk: Walk) -> None:
    """Two versions run side by side: what the source's record confirms is published, if not for us."""
    a = walk.spread("k", 1)[0]
    walk.applier.reader.known = {walk.topic.name: {"fr.chapelle.other.fact.v1"}}
    walk.applier.handlers.by_type.clear()
    walk.add([a, a])
    walk.relay()
    walk.hear()
    assert walk.letters() == []
    assert walk.sink.sometimes["newer_type_passed_over"] == 1
