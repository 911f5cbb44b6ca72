"""Where work runs: this process, several processes, or a Dask cluster."""
