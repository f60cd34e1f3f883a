"""The part of an input that each of its articles was read from."""
