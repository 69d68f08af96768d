"""The two services between which latency is measured."""
