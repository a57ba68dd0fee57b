"""Records in other people's forms: one file a form. Everything that comes from a report is hostile here."""
