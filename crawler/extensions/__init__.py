"""What accompanies a crawl: its tie to the corpus, the watch over slow answers, progress, log and metrics."""
