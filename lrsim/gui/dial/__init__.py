"""The dial: the learning rate in hand."""
