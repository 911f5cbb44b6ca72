"""Text: its charset, its lines, its language, and how alike two texts are."""
