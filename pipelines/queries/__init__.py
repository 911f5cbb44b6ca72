"""Questions that people ask of the published dataset: search it, follow its changes, export it."""
