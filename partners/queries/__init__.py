"""Reads over the partners, as ready values; one module per noun."""
