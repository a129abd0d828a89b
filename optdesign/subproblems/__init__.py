"""Small nonlinear problems and integrals for scipy: designs that the formulations choose among."""
