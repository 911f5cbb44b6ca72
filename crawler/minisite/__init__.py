"""A miniature of kotabogor.go.id on loopback, for the demo, the tests and the benchmarks."""
