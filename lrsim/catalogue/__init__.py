"""What every entry of the catalogue is: its name, parameters, bounds and spec."""
