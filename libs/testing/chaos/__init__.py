"""`make chaos`: the toys under load, and a fault a round, for as long as one likes.

A run is made of stretches. A stretch is a whole life: a database, a broker and the toys of its own, under conditions
and with rounds that follow from its seed alone; each round is one fault, healed at its end. After the last one all must
come to rest within a bound, five more of each must succeed, the history checker must find nothing, and the books must
be what the record gives when it is read anew.

Not covered: Apache Kafka (the chaos runs on the embedded broker); a link to the broker of one service alone, because a
broker advertises one address; a forged record with exactly the number that is expected next, which is believed: who may
write to a topic is the broker's to say. A seed gives the same rounds; when exactly each hits is the machine's.
"""
