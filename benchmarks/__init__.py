"""Measurements of the running gateway, over real HTTP, against the embedded Partner API."""
