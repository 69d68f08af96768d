"""The zone as the certified panel reports it: a table of states, a journal of signals, and what follows."""
