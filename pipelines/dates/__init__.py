"""Indonesian dates: a grammar for texts that stand for a date, and one for running text."""
