"""The maintenance of a corpus: status, verify, repair, forget, and saved fixtures."""
