"""The data every sandbox starts with, made from the seed alone."""
