"""Tools without memory: no model, no request, no rule of the exchange itself."""
