"""Events of many documents → incidents: pure functions; nothing here knows the database."""
