"""Which learning rates work, and how much the choice matters."""
