"""Servers that get their tokens from the gateway itself, by the client credentials grant."""
