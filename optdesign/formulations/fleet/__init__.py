"""Several sites as the matrices of one growth network; the programs are those of `growth`."""
