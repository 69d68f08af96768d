"""The site's power as a graph, its registers and its generator, on the running platform."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

from libs.testing.running import until
from tests.integration.services.house import House


def what_if(house: House, lose: str, **more: Any) -> dict[str, Any]:
    return house.get("power", "/v1/what-if", lose=lose, **more)


def test_what_if_nodes_were_lost_before_and_after_a_planned_work(house: House) -> None:
    house.meter("n01-a", "power", (house.at(), "2.0"))
    house.meter("n01-b", "power", (house.at(), "2.0"))
    answer = what_if(house, "pdu-n-a")
    assert (answer["survives"], answer["loses_feed"], answer["before"]) == (True, ["n01"], None)
    answer = what_if(house, "pdu-n-a", out="ups-b")
    assert [(rack["rack"], rack["why"]) for rack in answer["racks"]] == [("n01", "single_feed")]
    assert answer["before"]["survives"]
    assert not what_if(house, "PDU-N-A,pdu-n-b")["survives"]

    unknown = house.running.get("power", "/v1/what-if", "admin", lose="pdu-n-c")
    assert unknown.status_code == 404
    assert unknown.json()["errors"] == [{"at": "/query/lose", "why": "no node pdu-n-c; did you mean pdu-n-b?"}]

    nodes = {node["node"]: node for node in house.items("power", "/v1/nodes")}
    assert nodes["pdu-n-a"]["inputs"] == ["ups-a"]
    assert nodes["pdu-n-a"]["load_kw"] == "2.000"
    assert nodes["pdu-n-a"]["phases"][0] == {"phase": 1, "load_kw": "2.000", "failover_kw": "4.000"}


def test_a_live_load_that_no_unit_carries_alone_is_an_incident(house: House) -> None:
    house.meter("n01-a", "power", (house.at(1), "2.0"))
    house.meter("n01-b", "power", (house.at(1), "3.0"))  # 5 kW of 0.8 x 26 A x 230 V = 4.784
    (lost,) = house.told("power", "rack", "redundancy-lost", rack="n01", why="overload")
    assert lost["data"]["node"] == "pdu-n-a"
    assert [one["node"] for one in what_if(house, "b")["breakers"]] == ["pdu-n-a"]
    house.meter("n01-b", "power", (house.at(2), "1.0"))
    house.told("power", "rack", "redundancy-restored", rack="n01", load_kw="3.000")


def test_late_readings_correct_what_was_estimated_and_a_meter_is_exchanged(house: House) -> None:
    """1 April: a day of which nothing else is told of this meter."""

    def at(hour: int, minute: int = 0) -> datetime:
        return datetime(2026, 4, 1, hour, minute, tzinfo=UTC)

    house.meter("n01-a", "energy", (at(6), "100"), (at(8), "104"))
    house.meter("n01-a", "energy", (at(7), "103"))
    corrected = house.told("power", "meter", "meter-hour-corrected", times=2, source="n01-a")
    assert [(one["data"]["was_kwh"], one["data"]["kwh"]) for one in corrected] == [
        ("2.000", "3.000"),
        ("2.000", "1.000"),
    ]

    refused = house.running.http.post(
        house.running.url("power", "/v1/readings"),
        json={"readings": [{"id": "low", "source": "n01-a", "quantity": "energy", "value": "2", "unit": "kWh",
                            "at": "2026-04-01T09:00:00Z"}]},
        headers=house.running.headers("device"),
    )  # fmt: skip
    assert refused.status_code == 422
    assert "no roll-over" in refused.json()["errors"][0]["why"]

    act = {"why": "exchange", "at": "2026-04-01T08:30:00Z", "final": "105", "initial": "0", "by": "agent-1"}
    house.post("power", "/v1/sources/n01-a/exchanges", act, "ops", 201)
    (letter,) = [one for one in house.items("power", "/v1/dead-letters") if one["key"] == "low"]
    house.post("power", f"/v1/dead-letters/{letter['id']}/send-again", {}, "ops", 202)
    hours = {one["from"]: one for one in house.items("power", "/v1/sources/n01-a/hours")}
    crossed = hours["2026-04-01T08:00:00.000Z"]
    assert (crossed["register_from"], crossed["register_until"], crossed["kwh"]) == ("104.000", "2.000", "3.000")
    assert crossed["exchanged"]
    (told,) = house.told("power", "meter", "register-exchanged", source="n01-a")
    assert "by" not in told["data"]
    (kept,) = house.items("power", "/v1/acts")
    assert (kept["kind"], kept["about"], kept["said"]["name"]) == ("register-exchanged", "n01-a", "agent-1")
    assert house.running.verify("power")["acts"] == []


def test_a_late_reading_corrects_ten_minutes_and_billing_takes_it(house: House) -> None:
    """31 March: a day of which nothing else is told of this meter."""

    def at(minute: int) -> datetime:
        return datetime(2026, 3, 31, 9, minute, tzinfo=UTC)

    house.meter("n01-b", "energy", (at(0), "200"), (at(8), "200.8"), (at(12), "201.6"), (at(20), "202.2"))
    house.told("power", "meter", "demand-closed", times=2, source="n01-b")
    house.meter("n01-b", "energy", (at(10), "201"))
    corrected = house.told("power", "meter", "demand-corrected", times=2, source="n01-b")
    assert [(one["data"]["was_kw"], one["data"]["kw"]) for one in corrected] == [("7.200", "6.000"), ("6.000", "7.200")]
    kept = house.running.projection("billing", "demand_days")
    day = {"_id": "n01-b/2026-03-31", "kw": {"0900": "6.000", "0910": "7.200"}}
    until(lambda: kept.find_one(day), "billing has it")


def test_key_figures_of_any_period_and_the_yearly_report(house: House) -> None:
    for period in ("2026", "2026-04", "2026-04-01", "2026-04-01T09"):
        found = house.get("power", "/v1/kpis", period=period)
        assert 0 <= found["completeness"] <= 1
    assert house.running.get("power", "/v1/kpis", "admin", period="2026-02-30").status_code == 422
    answer = house.running.get("power", "/v1/reports/2026", "auditor")
    assert answer.headers["content-type"].startswith("text/csv")
    lines = {line["symbol"]: line for line in csv.DictReader(io.StringIO(answer.text))}
    assert lines["WIN"]["origin"] == "missing"
    assert (lines["EIT"]["point"], lines["EIT"]["unit"]) == ("II.1.e", "kWh")
