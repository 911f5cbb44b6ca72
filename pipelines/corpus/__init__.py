"""The system of record: crawl state, rows, runs and quarantine in one SQLite file."""
