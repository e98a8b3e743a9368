"""Backup and restore: the database and the stored files in one archive that tells what it holds."""
