"""How learning rate and curvature decide whether a step settles."""
