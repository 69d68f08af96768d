"""The rules of access: who may pass, who is where, how doors stand. No clock, no I/O."""
