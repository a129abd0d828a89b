"""What the verification of a settlement's growth recomputes."""
