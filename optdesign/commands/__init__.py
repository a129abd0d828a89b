"""The commands: each reads texts, calls one thing elsewhere, and prints it or its JSON."""
