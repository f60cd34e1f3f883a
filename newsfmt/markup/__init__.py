"""Body conversions, once for all formats: each module turns markup into blocks (``parse``) and
blocks into markup (``render``).
"""
