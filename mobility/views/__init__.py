"""The pages of travellers and their stays."""
