"""Results, fronts, studies and lists on the terminal; some of them as documents and files too."""
