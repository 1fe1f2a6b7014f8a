"""The wire shapes of the Partner API: what is read, what may be written, and its limits."""
