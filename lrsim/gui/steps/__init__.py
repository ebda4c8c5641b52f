"""What pictures of a surface show of steps, flat or deep: words, arrow, flights, and where they end."""
