"""What the compiled loops are made of, in Cython alone; at run time there is nothing here to import."""
