"""The lists of the app as files: what stands in their columns."""
