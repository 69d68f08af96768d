"""Documents go to a real portal over HTTP, and to a folder, each once, whatever breaks on the way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from libs.events import Refused
from libs.events.trace import new_trace
from libs.testing.at_once import at_once
from libs.testing.crash import HOWS, How, break_each_step
from libs.testing.gate import Meeting
from services.billing.domain.hand_over import HandOver, State, again
from services.billing.domain.invoice import Invoice
from services.billing.domain.way import Way
from services.billing.handover.runner import Runner
from services.billing.store import BillingUnit
from tests.integration.services.office import Office, once
from tests.integration.services.portal import BEARER, Portal, portal

KEPT = "gateway.token"
MORNING = datetime(2026, 4, 2, 9, 0, 0, 123_456, tzinfo=UTC)
"""Of the machine, whose clock is finer than what is kept."""


@pytest.fixture
def there() -> Iterator[Portal]:
    with portal() as found:
        yield found


class Delivery:
    """One invoice of the office, and a runner whose time is moved by hand."""

    def __init__(self, office: Office, data: Path, way: Way) -> None:
        self.office, self.data, self.machine = office, data, MORNING
        (data / KEPT).write_text(BEARER)
        self.runner = self.new_runner()
        office.store.run(lambda unit: unit.put(way))

    def new_runner(self) -> Runner:
        """What a new process has."""
        return Runner(lambda: self.office.store, self.office.press, lambda: self.data, lambda: self.machine)

    def issues(self, tenant: str) -> str:
        self.office.opens(tenant)
        (number,) = self.office.runs(tenant).issued
        return number

    def turn(self) -> None:
        """Later than whatever was planned, a failure's patience and a dead one's claim among it."""
        self.machine += timedelta(hours=1)
        self.runner.turn()

    def of(self, number: str) -> HandOver:
        return self.office.store.unit().hand_overs.need(number)

    def again(self, number: str) -> None:
        def decide(unit: BillingUnit) -> None:
            unit.traceparent = unit.hop = new_trace()
            unit.put(again(unit.hand_overs.need(number)))

        self.office.store.run(decide)


@pytest.fixture
def deposit(office: Office, there: Portal, tmp_path: Path) -> Delivery:
    return Delivery(office, tmp_path, Way(url=there.url, token_file=KEPT, every_seconds=1))


@pytest.fixture
def folder(office: Office, tmp_path: Path) -> Delivery:
    return Delivery(office, tmp_path, Way(folder="finance", every_seconds=1))


# -- the portal


def test_an_invoice_is_deposited_and_followed_to_its_payment(deposit: Delivery, there: Portal) -> None:
    number = deposit.issues("a")
    deposit.turn()
    assert (deposit.of(number).state, deposit.of(number).reference) == (State.DEPOSITED, "CPP-1")
    assert there.deposits[f"{number}.1"]["destinataire"] == "26750045200011"
    there.says(f"{number}.1", "mise à disposition", "mandatée")
    deposit.turn()
    deposit.turn()  # nothing new
    there.says(f"{number}.1", "service fait", "mise en paiement")  # the first comes too late to move anything
    deposit.turn()
    known = deposit.of(number)
    assert [step.state.value for step in known.steps] == [
        "déposée", "mise à disposition", "mandatée", "mise en paiement",
    ]  # fmt: skip
    assert not known.open
    assert there.posts == 1


def test_what_fails_is_tried_again_and_a_lost_answer_is_not_deposited_twice(deposit: Delivery, there: Portal) -> None:
    number = deposit.issues("a")
    there.wrong = ["away", "reply lost"]
    deposit.turn()
    assert (deposit.of(number).state, deposit.of(number).failures) == (State.WAITS, 1)
    assert deposit.of(number).said.startswith("503")
    deposit.turn()
    assert deposit.of(number).failures == 2
    deposit.turn()
    assert (deposit.of(number).state, deposit.of(number).failures) == (State.DEPOSITED, 0)
    assert (list(there.deposits), there.posts) == ([f"{number}.1"], 2)


def test_what_the_portal_will_not_have_waits_for_a_person(deposit: Delivery, there: Portal) -> None:
    number = deposit.issues("a")
    there.wrong = ["refused"]
    deposit.turn()
    deposit.turn()
    assert "engagement inconnu" in deposit.of(number).blocked
    assert there.posts == 1
    deposit.again(number)
    deposit.turn()
    assert deposit.of(number).state is State.DEPOSITED


def test_to_recycle_keeps_the_number_and_rejected_needs_another(deposit: Delivery, there: Portal) -> None:
    number = deposit.issues("a")
    deposit.turn()
    there.says(f"{number}.1", "à recycler")
    deposit.turn()
    assert deposit.of(number).state is State.TO_RECYCLE
    deposit.again(number)
    deposit.turn()
    assert list(there.deposits) == [f"{number}.1", f"{number}.2"]
    assert {one["numero"] for one in there.deposits.values()} == {number}
    there.says(f"{number}.2", "rejetée")
    deposit.turn()
    assert deposit.of(number).state is State.REJECTED
    with pytest.raises(Refused, match="is rejected: credit it, and the next run bills it under a new number"):
        deposit.again(number)


def test_another_token_counts_at_once_and_one_that_is_gone_is_said(
    deposit: Delivery, there: Portal, tmp_path: Path
) -> None:
    number = deposit.issues("a")
    (tmp_path / KEPT).write_text("of yesterday")
    deposit.turn()
    assert deposit.of(number).said.startswith("401")
    (tmp_path / KEPT).unlink()
    deposit.turn()
    assert KEPT in deposit.of(number).said
    (tmp_path / KEPT).write_text(BEARER)
    deposit.turn()
    assert (deposit.of(number).state, there.posts) == (State.DEPOSITED, 1)


def test_two_at_once_deposit_each_document_once(deposit: Delivery, there: Portal) -> None:
    """Both have seen that the first waits, and are about to claim it."""
    numbers = [deposit.issues(f"a{n}") for n in range(4)]
    deposit.office.store.port = Meeting("store.write", 2)
    at_once(lambda runner: runner.turn(), [deposit.runner, deposit.new_runner()])
    assert deposit.office.store.sometimes["conflict_decided_again"] > 0
    deposit.turn()
    assert sorted(there.deposits) == [f"{number}.1" for number in numbers]
    assert there.posts == 4
    assert [[step.state for step in deposit.of(number).steps] for number in numbers] == [[State.DEPOSITED]] * 4


def test_who_wakes_up_too_late_changes_nothing(deposit: Delivery, there: Portal) -> None:
    """Its claim has run out; meanwhile the document was deposited, came back, and was deposited again."""
    number = deposit.issues("a")

    class Asleep:
        def print(self, invoice: Invoice, xml: bytes) -> bytes | None:
            deposit.turn()
            there.says(f"{number}.1", "à recycler")
            deposit.turn()
            deposit.again(number)
            deposit.turn()
            return deposit.office.press.print(invoice, xml)

    asleep: Any = Asleep()
    Runner(lambda: deposit.office.store, asleep, lambda: deposit.data, lambda: deposit.machine).turn()
    known = deposit.of(number)
    assert (known.state, known.attempt, known.reference) == (State.DEPOSITED, 2, "CPP-2")
    assert (list(there.deposits), there.posts) == ([f"{number}.1", f"{number}.2"], 2)


@pytest.mark.parametrize("how", HOWS)
def test_any_step_of_a_deposit_may_break(deposit: Delivery, there: Portal, how: How) -> None:
    """Killed or told that it failed, at each step of the store: one deposit each."""

    def broken_at(at: int) -> bool:
        number = deposit.issues(f"a{at}")
        deposit.office.port.crash_at(at, how)
        once(deposit.turn)
        hit = deposit.office.port.hit
        deposit.office.port.at = None
        deposit.runner = deposit.new_runner()
        deposit.turn()
        known = deposit.of(number)
        assert known.state is State.DEPOSITED, f"{how} at step {at}"
        assert [step.state for step in known.steps] == [State.DEPOSITED], f"{how} at step {at}"
        assert len(there.deposits) == at
        deposit.office.store.run(lambda unit: unit.put(_over(unit, number)))
        return hit

    assert break_each_step(broken_at) > 5
    assert there.posts == len(there.deposits)


def _over(unit: BillingUnit, number: str) -> HandOver:
    """Out of the way of those that follow."""
    known = unit.hand_overs.need(number)
    return HandOver(number, known.tenant, state=known.state, open=False)


# -- the folder


def test_a_document_is_there_whole_with_its_checksums_and_is_acknowledged(folder: Delivery, tmp_path: Path) -> None:
    number = folder.issues("a")
    folder.turn()
    there = tmp_path / "finance" / number
    manifest = json.loads((there / "manifest.json").read_text())
    assert (manifest["number"], manifest["engagements"], manifest["gross_total"]) == (number, ["4500012345"], "120.00")
    assert {file.name for file in there.iterdir()} == {"manifest.json", *(file["name"] for file in manifest["files"])}
    for file in manifest["files"]:
        content = (there / file["name"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
    # -- an acknowledgement of something else is none
    answer = tmp_path / "finance" / f"{number}.ack"
    answer.write_text("of another")
    folder.turn()
    assert folder.of(number).state is State.HANDED
    assert "another manifest" in folder.of(number).said
    answer.write_text(hashlib.sha256((there / "manifest.json").read_bytes()).hexdigest())
    folder.turn()
    assert (folder.of(number).state, folder.of(number).open) == (State.ACKNOWLEDGED, False)


def test_what_a_dead_try_left_is_thrown_away_and_a_second_changes_nothing(folder: Delivery, tmp_path: Path) -> None:
    number = folder.issues("a")
    part = tmp_path / "finance" / f".{number}.part"
    part.mkdir(parents=True)
    (part / "manifest.json").write_text("half of")
    folder.turn()
    there = tmp_path / "finance" / number
    before = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in there.iterdir()}
    assert not part.exists()
    # -- killed after it was there and before it was known
    folder.office.store.run(lambda unit: unit.put(HandOver(number, "a")) if unit.hand_overs.get(number) else None)
    folder.turn()
    assert folder.of(number).state is State.HANDED
    assert {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in there.iterdir()} == before


def test_what_was_refused_is_handed_over_again_under_its_number(folder: Delivery, tmp_path: Path) -> None:
    number = folder.issues("a")
    folder.turn()
    (tmp_path / "finance" / f"{number}.refused").write_text("service inconnu")
    folder.turn()
    assert folder.of(number).state is State.REFUSED
    folder.again(number)
    folder.turn()
    assert (folder.of(number).state, folder.of(number).attempt) == (State.HANDED, 2)
    assert json.loads((tmp_path / "finance" / number / "manifest.json").read_text())["key"] == f"{number}.2"
