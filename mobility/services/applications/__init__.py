"""Every write of an application: begun, saved, sent, returned, withdrawn, cancelled."""
