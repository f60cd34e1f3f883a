"""Inputs that are packed: compressed files, and archives, which are folders whose members are
inputs of their own.
"""
