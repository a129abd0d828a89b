"""What stored documents must hold to be reported; anything else in them is left alone."""
