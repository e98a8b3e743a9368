"""Pages of the rubric: for whoever signs in, and of the office."""
