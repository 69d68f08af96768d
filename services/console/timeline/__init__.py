"""The timeline of an incident: what happened in true order, and the proof that nothing of it was edited."""
