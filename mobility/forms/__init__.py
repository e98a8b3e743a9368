"""Forms of travellers and stays."""
