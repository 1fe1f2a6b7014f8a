"""What mutations do: check the right, check the input, write once, answer with the fresh object."""
