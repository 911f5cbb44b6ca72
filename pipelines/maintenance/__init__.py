"""Keeping a corpus in order: its status, checks, repair, and taking articles out."""
