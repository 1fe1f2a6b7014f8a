"""Checks of requests against the models, with every problem reported at once."""
