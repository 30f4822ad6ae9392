"""Questions made from what was read, each with its answers and its evidence."""
