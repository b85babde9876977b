"""Every signal of a project, and who is connected to it."""
