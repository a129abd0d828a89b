"""Results, fronts, studies and lists on the terminal; of sites and bands the documents too."""
