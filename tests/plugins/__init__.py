"""What plugins do, in files of their own: read, part, write, and misbehave."""
