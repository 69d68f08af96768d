"""`memory.*`: what the whole embedded platform takes: memory under the simulator, CPU when idle, seconds to be ready.

Nothing is pinned. Memory is PSS (shared pages counted once) of the supervisor and everything below it, after MINUTES
(default 10) of the simulator.
"""
