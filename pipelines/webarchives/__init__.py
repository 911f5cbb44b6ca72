"""The protocols of public web archives as pure functions: addresses to ask for, answers taken apart."""
