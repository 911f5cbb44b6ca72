"""Text: charset, lines, language, near-duplicates."""
