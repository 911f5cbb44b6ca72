"""Page objects: one class a layout, one method a field, each a pure function of the response."""
