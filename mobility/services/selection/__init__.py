"""Decisions and places: decided, released, offered, waited for. Ranks are known above; who calls passes them."""
