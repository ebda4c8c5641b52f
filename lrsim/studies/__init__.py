"""Questions asked of many runs: each with its engine and its reading."""
