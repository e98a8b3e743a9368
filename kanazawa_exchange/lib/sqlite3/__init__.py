"""SQLite as the embedded database: the framework's engine, with what the portal's guards and bulk writes need."""
