"""What a study found, of whichever kind: as a JSON document, as tables, as files."""
