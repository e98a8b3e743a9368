"""Forms of the texts of a draft."""
