"""A conversation: which question is asked when, and how it is worded."""
