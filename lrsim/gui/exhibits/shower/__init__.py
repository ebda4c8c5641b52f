"""The shower: a knob, water from cold to hot, and a thermometer for each runner."""
