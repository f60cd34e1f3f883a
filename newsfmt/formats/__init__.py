"""The built-in formats: one module or package each, whose ``Format`` record stands on top; none
imports another.
"""
