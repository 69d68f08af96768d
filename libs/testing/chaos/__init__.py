"""`make chaos`: the toys under load, and a fault a round, for as long as one likes.

A run is made of stretches. A stretch is a whole life: a database, a broker and the toys of its own, under conditions
and with rounds that follow from its seed alone; each round is one fault, healed at its end. After the last one all must
come to rest within a bound, five more of each must succeed, the history checker must find nothing, and the books must
be what the record gives when it is read anew.
"""
