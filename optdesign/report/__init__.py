"""Results for people: readable tables on a terminal."""
