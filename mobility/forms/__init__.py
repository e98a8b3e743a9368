"""What people type about travellers and stays, read and checked."""
