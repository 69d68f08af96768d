"""What people did: kept beside its hash, which the chain has of it."""

from __future__ import annotations

from libs.audit import seal
from tests.integration.services.house import House

VISITOR = {"id": "act-visitor", "name": "Léa Martin", "employer": "Froid SA", "kind": "visitor"}


def test_an_act_that_was_changed_with_its_own_hash_or_is_gone_is_found(house: House) -> None:
    house.post("access", "/v1/people", VISITOR, "desk", 201)
    stored = house.running.database("access").acts
    was = stored.find_one({"person": VISITOR["id"]}) or {}
    assert house.running.verify("access")["acts"] == []

    said, breach = "{}", f"act {was['_id']} (person-registered {VISITOR['id']}) is not what was sealed"
    for forged in ({"said": said}, {"said": said, "sealed": seal(said, was["salt"])}):
        stored.update_one({"_id": was["_id"]}, {"$set": forged})
        assert house.running.verify("access")["acts"] == [breach]
    stored.delete_one({"_id": was["_id"]})
    assert house.running.verify("access")["acts"] == [f"act {was['_id']} is told, and gone"]
    stored.insert_one(was)
    assert house.running.verify("access")["acts"] == []
