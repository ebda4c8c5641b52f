"""Many runs at once, of which only the outcome is kept."""
