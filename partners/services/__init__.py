"""Every write on partners; one module per noun."""
