"""The toys in their next version: the counter publishes `counted.v2`, the ledger reads it, and version 1 as it."""
