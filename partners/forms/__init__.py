"""What the office types about partners, parsed and checked; one module per noun."""
