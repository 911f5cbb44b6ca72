"""The protocols of public web archives as pure functions: the addresses to fetch, and the answers read."""
