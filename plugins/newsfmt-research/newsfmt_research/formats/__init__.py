"""The records of the formats, which are all that installing the plugin makes newsfmt import."""
