"""The words of the pages, in French, and the shape and tone that go with each: a state is never a colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from libs.events import Value

Shape = Literal["octagon", "triangle", "diamond", "square", "circle", "ring", "cross", "unknown"]
Tone = Literal["top", "high", "medium", "low", "calm", "unknown"]


class Mark(Value):
    """How a state is shown: a shape, a word, a tone (colour). Calm is grey: nothing is green because all is well."""

    shape: Shape
    word: str
    tone: Tone


class Instruction(Value):
    """What an incident is called, and what to do first."""

    title: str
    first: str


UNKNOWN = Mark("unknown", "inconnu", "unknown")

NEVER_HEARD = Mark("unknown", "jamais entendu", "unknown")

PRIORITIES: Mapping[str, Mark] = {
    "top": Mark("octagon", "vie en danger", "top"),
    "high": Mark("triangle", "urgent", "high"),
    "medium": Mark("diamond", "important", "medium"),
    "low": Mark("square", "à surveiller", "low"),
}

STATES: Mapping[str, str] = {"open": "non acquittée", "acknowledged": "acquittée", "resolved": "close"}

VERDICTS: Mapping[str, Mark] = {
    "signed": Mark("ring", "signé", "calm"),
    "chained": Mark("square", "chaîné, pas encore signé", "low"),
    "differs": Mark("octagon", "modifié", "top"),
    "unknown": UNKNOWN,
}
PROVEN = Mark("ring", "preuve complète", "calm")
NOT_PROVEN = Mark("triangle", "preuve incomplète", "high")

FIRE: Mapping[str, Mark] = {
    "QUIESCENT": Mark("ring", "veille", "calm"),
    "PRE_ACTIVATED": Mark("triangle", "préalarme", "high"),
    "ACTIVATED": Mark("octagon", "alarme feu", "top"),
    "RELEASED": Mark("octagon", "gaz émis", "top"),
    "VENTILATING": Mark("triangle", "ventilation", "high"),
}

EXERCISE = Mark("cross", "EXERCICE", "low")

HVAC_STOPPED = Mark("cross", "CVC arrêtée, clapets fermés", "medium")

CONDITIONS: Mapping[str, Mark] = {
    "DRILL": EXERCISE,
    "OCCUPIED_ABOVE_NOAEL": Mark("octagon", "occupée, gaz mortel", "top"),
    "OXYGEN_EVACUATE": Mark("octagon", "O₂ : évacuer", "top"),
    "OXYGEN_ALARM": Mark("triangle", "O₂ bas", "high"),
    "CYLINDER_LEAK": Mark("diamond", "bouteille : fuite", "medium"),
    "MAINTENANCE_DUE": Mark("square", "maintenance due", "low"),
    "CONTACT_LOST": Mark("unknown", "contact perdu", "unknown"),
    "MANUAL_ONLY": Mark("square", "manuel seul", "low"),
    "DISABLED": Mark("cross", "hors service", "medium"),
    "FAULT": Mark("diamond", "dérangement", "medium"),
}

FEEDS: Mapping[str, Mark] = {
    "live": Mark("ring", "sous tension", "calm"),
    "lost": Mark("triangle", "perdue", "high"),
    "unknown": UNKNOWN,
}

GENERATORS: Mapping[str | None, Mark] = {
    "started": Mark("diamond", "a pris la charge", "medium"),
    "failed": Mark("triangle", "démarrage échoué", "high"),
    "retransferred": Mark("square", "a rendu la charge, refroidit", "low"),
    "stopped": Mark("ring", "en veille", "calm"),
    None: Mark("ring", "aucun appel connu", "calm"),
}

POOLS: Mapping[str, Mark] = {
    "ok": Mark("ring", "normal", "calm"),
    "nearfull": Mark("square", "bientôt plein", "low"),
    "backfillfull": Mark("diamond", "presque plein", "medium"),
    "full": Mark("triangle", "plein", "high"),
    "unknown": UNKNOWN,
}

PARKED = Mark("diamond", "disques parqués", "medium")

REFUSALS: Mapping[str, str] = {
    "fire": "alarme feu",
    "lockdown": "zone confinée",
    "unknown_credential": "badge inconnu",
    "badge_lost": "badge perdu",
    "badge_revoked": "badge révoqué",
    "badge_expired": "badge expiré",
    "badge_not_yet_valid": "badge pas encore valable",
    "person_left": "personne partie",
    "denied_by_rule": "interdit par une règle",
    "no_right": "aucun droit sur la zone",
    "outside_schedule": "hors horaires",
    "anti_passback": "déjà dans la zone",
    "zone_full": "zone pleine",
    "interlock": "sas occupé",
    "second_person_needed": "deuxième personne requise",
    "escort_needed": "accompagnateur requis",
}

SERVICES: Mapping[str, str] = {
    "access": "accès",
    "power": "énergie",
    "fire": "incendie",
    "storage": "stockage",
    "billing": "facturation",
    "console": "console",
}

INCIDENTS: Mapping[str, Instruction] = {
    "activated": Instruction("Alarme feu confirmée", "Évacuer ; personne n’entre. Pointer les présents."),
    "occupied-above-noael": Instruction(
        "Zone occupée, extinction automatique", "Faire sortir, ou passer la centrale en manuel seul."
    ),
    "oxygen-evacuate": Instruction("Oxygène à 17 % ou moins", "Évacuer la zone tout de suite ; n’y entrer qu’équipé."),
    "oxygen-alarm": Instruction("Oxygène à 19 % ou moins", "Personne n’entre ; aérer, chercher la cause."),
    "cylinder-leak": Instruction("Bouteilles d’azote : plus de 5 % perdus", "Appeler la maintenance incendie ; peser."),
    "maintenance-due": Instruction("Maintenance incendie à faire", "La planifier, puis la déclarer faite."),
    "duress": Instruction("Contrainte signalée", "Alerte discrète : appeler la police, ne pas rappeler la porte."),
    "release-not-confirmed": Instruction(
        "Émission de gaz non confirmée", "Tenir la zone pour inondée ; personne n’entre."
    ),
    "pre-activated": Instruction("Premier détecteur en alarme", "Lever de doute sur place, à deux."),
    "fire-fault": Instruction("Dérangement détection incendie", "Appeler la maintenance incendie."),
    "fire-contact-lost": Instruction(
        "Contact perdu avec la centrale incendie", "Lire l’état sur la centrale elle-même ; il est inconnu ici."
    ),
    "escort-missing": Instruction(
        "Visiteur sans accompagnateur", "Rejoindre le visiteur ; l’accompagner ou le faire sortir."
    ),
    "visit-overstayed": Instruction("Visite dépassée", "Demander au visiteur de sortir, ou prolonger la visite."),
    "door-forced": Instruction("Porte forcée", "Envoyer une ronde ; relever qui est dans la zone."),
    "door-tampered": Instruction("Lecteur ou coffret ouvert", "Envoyer une ronde ; vérifier le lecteur."),
    "door-held-open": Instruction("Porte maintenue ouverte", "Faire refermer."),
    "feed-lost": Instruction("Arrivée électrique perdue", "Vérifier le groupe ; appeler le distributeur."),
    "generator-failed-to-start": Instruction(
        "Le groupe n’a pas démarré", "Démarrage manuel sur place ; lire l’autonomie des onduleurs."
    ),
    "autonomy-low": Instruction("Autonomie du groupe faible", "Commander du carburant."),
    "redundancy-lost": Instruction("Baies sans redondance", "Ne couper aucune autre voie."),
    "source-silent": Instruction("Mesures muettes", "Ces valeurs sont inconnues ; vérifier la cause commune."),
    "generator-test-overdue": Instruction("Essai du groupe en retard", "Planifier l’essai en charge."),
    "generator-test-failed": Instruction("Essai du groupe non probant", "Lire la cause ; refaire l’essai à 30 %."),
    "wet-stacking": Instruction("Groupe à charge trop faible", "Charger au-delà de 30 % ; prévoir un banc de charge."),
    "ups-on-battery": Instruction("Onduleurs sur batterie", "Vérifier que le groupe prend la charge."),
    "ups-runtime-short": Instruction("Batterie trop courte", "Elle ne couvre pas le démarrage du groupe : délester."),
    "ups-battery-worn": Instruction("Batterie usée", "Planifier son remplacement."),
    "meters-disagree": Instruction("Compteurs en désaccord", "Comparer les baies à leur coffret."),
    "pool-filling": Instruction("Stockage qui se remplit", "Libérer ou ajouter de la place."),
    "parked": Instruction("Disques parqués", "Attendre la fin de l’alarme feu ; prévenir les hébergés."),
    "letter-waiting": Instruction("Événements refusés en attente", "Lire la cause, corriger, puis renvoyer."),
    "stream-stalled": Instruction("Flux d’événements arrêté", "Lire la cause ; les suivants attendent."),
}


DETAILS: Mapping[str, str] = {
    "oxygen-alarm": "O₂ à {} %",
    "oxygen-evacuate": "O₂ à {} %",
    "cylinder-leak": "{} % perdus",
    "autonomy-low": "{} h",
}


def detail_words(rule: str, detail: str) -> str:
    """What more an incident says, with its unit."""
    return DETAILS.get(rule, "{}").format(detail.replace(".", ",") if rule in DETAILS else detail)


def fire_mark(state: str | None) -> Mark:
    """A state that is not known, or not known here, is unknown."""
    return FIRE.get(state or "", UNKNOWN)


def incident_words(rule: str) -> Instruction:
    return INCIDENTS.get(rule, Instruction(rule, ""))
