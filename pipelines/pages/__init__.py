"""Page objects: one class for each layout, one method for each field, each a pure function of the response."""
