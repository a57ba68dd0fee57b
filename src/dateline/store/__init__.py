"""The database: documents, events and decisions in, records out. Only this package knows SQL."""
