"""HTTP of the figures, and of the pages that print some."""
