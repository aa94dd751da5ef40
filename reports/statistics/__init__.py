"""What the statistics pages, the wall screen and the papers show: chosen, read from the monthly figures, compared and set in rows."""
