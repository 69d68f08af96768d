"""What an event says, in French words: for timelines that people read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.console.pages.french import instant

FACTS: Mapping[str, str] = {
    "fire.zone-registered": "Zone décrite par le fichier du site",
    "fire.pre-activated": "Premier détecteur en alarme",
    "fire.activated": "Alarme feu confirmée",
    "fire.countdown-started": "Compte à rebours lancé",
    "fire.release-held": "Émission retenue (HOLD)",
    "fire.release-aborted": "Émission annulée (ABORT)",
    "fire.released": "Gaz émis",
    "fire.release-not-confirmed": "Émission de gaz non confirmée",
    "fire.ventilating": "Fin de noyage, ventilation",
    "fire.panel-reset": "Centrale réarmée",
    "fire.returned-to-quiescent": "Retour en veille",
    "fire.manual-only-set": "Centrale en manuel seul",
    "fire.manual-only-cleared": "Centrale en automatique",
    "fire.disabled": "Mise hors service",
    "fire.enabled": "Remise en service",
    "fire.fault": "Dérangement",
    "fire.fault-restored": "Fin de dérangement",
    "fire.contact-lost": "Contact perdu",
    "fire.contact-restored": "Contact rétabli",
    "fire.occupied-above-noael": "Zone occupée, extinction automatique",
    "fire.occupied-above-noael-ended": "Fin du danger pour les présents",
    "fire.oxygen-alarm": "Oxygène à 19 % ou moins",
    "fire.oxygen-alarm-ended": "Oxygène revenu à 19,5 %",
    "fire.oxygen-evacuate": "Oxygène à 17 % ou moins : évacuer",
    "fire.oxygen-evacuate-ended": "Oxygène revenu à 17,5 %",
    "fire.cylinder-leak": "Bouteilles : plus de 5 % perdus",
    "fire.cylinder-leak-ended": "Bouteilles de nouveau pleines",
    "fire.maintenance-due": "Maintenance à faire",
    "fire.maintenance-done": "Maintenance faite",
    "fire.drill-started": "Début de l’exercice",
    "fire.drill-ended": "Fin de l’exercice",
    "fire.signal-ignored": "Signal enregistré, sans effet",
    "fire.act-entered": "Acte inscrit au journal",
    "access.zone-occupancy-changed": "Nombre de présents",
    "access.person-entered": "Personne entrée",
    "access.person-left": "Personne sortie",
    "access.badge-granted": "Badge accepté",
    "access.badge-denied": "Badge refusé",
    "access.door-opened": "Porte ouverte",
    "access.door-closed": "Porte fermée",
    "access.door-forced": "Porte forcée",
    "access.door-held-open": "Porte maintenue ouverte",
    "access.door-tampered": "Lecteur ou coffret ouvert",
    "access.doors-released": "Portes libérées",
    "access.doors-secured": "Portes reprises",
    "access.muster-frozen": "Liste d’appel figée",
    "access.muster-corrected": "Liste d’appel corrigée",
    "access.duress": "Contrainte signalée",
    "power.feed-lost": "Arrivée électrique perdue",
    "power.feed-restored": "Arrivée électrique rétablie",
    "power.generator-started": "Le groupe a pris la charge",
    "power.generator-failed-to-start": "Le groupe n’a pas démarré",
    "power.autonomy-low": "Autonomie du groupe faible",
    "power.redundancy-lost": "Redondance perdue",
    "power.redundancy-restored": "Redondance rétablie",
    "storage.parked": "Disques parqués",
    "storage.unparked": "Disques remis en service",
    "storage.pool-filling": "Stockage qui se remplit",
    "console.incident-opened": "Alarme ouverte",
    "console.incident-acknowledged": "Alarme acquittée",
    "console.incident-resolved": "Alarme close",
}

FIELDS: Mapping[str, str] = {
    "zone": "zone", "device": "appareil", "devices": "appareils", "cause": "cause", "person": "personne",
    "people": "personnes", "count": "présents", "door": "porte", "doors": "portes", "reason": "motif", "by": "par",
    "note": "note", "pool": "ensemble", "rule": "règle", "priority": "priorité", "incident": "alarme",
    "why": "pourquoi", "kind": "nature", "state": "état", "release_at": "émission à", "how": "comment",
    "flooding_until": "noyage jusqu’à", "oxygen_percent": "O2 %", "loss_percent": "perte %", "task": "tâche",
    "until": "jusqu’à",
}  # fmt: skip
"""Labels of what is shown; the rest is in the JSON."""


def name_of(type: str) -> str:
    """`Gaz émis` of `fr.chapelle.fire.released.v1`; the type itself where there is no word for it."""
    _, _, service, fact, *_ = (*type.split("."), "", "", "", "")
    return FACTS.get(f"{service}.{fact}", type)


def details_of(data: Mapping[str, Any]) -> str:
    """The fields that have a label and a value: `appareil hall-a-asd-1, présents 2`."""
    shown = ((label, data.get(field)) for field, label in FIELDS.items())
    return ", ".join(f"{label} {_text(value)}" for label, value in shown if value not in (None, "", [], {}))


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(_text(one) for one in value)
    if isinstance(value, str):
        return instant(datetime.fromisoformat(value)) if _TIME.fullmatch(value) else value
    return json.dumps(value, ensure_ascii=False)
