"""Every write of mobilities: registering, editing, moving, linking."""
