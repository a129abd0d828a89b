"""What computes the numbers of each hand-written page; see ``page_numbers.py``."""
