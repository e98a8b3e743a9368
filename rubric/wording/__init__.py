"""Results in words: what the numbers allow to say, and how figures and their methods are written."""
