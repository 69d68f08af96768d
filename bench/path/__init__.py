"""`path.*`: events/s from the broker to their effect: poll, decode, validate, dedupe, gap check, domain, commit.

One topic, four partitions, 4,000 meters whose hours close in turn: no batch can save a write by meeting a meter twice.
Every contender reads it from the beginning into a database of its own, with the same indexes, `w: majority`, `j: true`.
The clock runs from the first record in hand to the last commit.
"""
