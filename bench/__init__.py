"""Benchmarks: what each shows and how to run it stands in README.md; what they gave last, in RESULTS.md."""
