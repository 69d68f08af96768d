"""Benches: ratios of one run, median of interleaved rounds, on the real parts: `make bench`."""
