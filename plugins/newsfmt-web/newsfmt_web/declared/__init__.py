"""Data that a page declares of its article: JSON-LD, microdata and meta elements come in, fields of
an Article go out, each from the first source that has it.
"""
