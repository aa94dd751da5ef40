"""Monthly figures, statistics pages, the wall screen, early warning. Reads every other app; none reads it."""
