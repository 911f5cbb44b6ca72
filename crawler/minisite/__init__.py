"""A miniature of kotabogor.go.id on loopback, for the demo, the docs, the tests and the benchmarks.

It answers as the site does. What makes it misbehave is part of the tests.
"""
