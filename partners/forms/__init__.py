"""Forms of the partner records; one module per noun."""
