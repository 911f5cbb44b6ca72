"""One spider a source: where its articles are found."""
