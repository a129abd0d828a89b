"""What the verification of a network of several sites is made of."""
