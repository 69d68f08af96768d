"""`commands.*`: 64 concurrent POSTs of one small command, each durable with its event before the answer.

All four serve the same body, answer and check of the token, by the same uvicorn settings, each with a database of its
own; they stay up and are loaded in turn, so that a round is the same minute of the same machine for all.
"""
