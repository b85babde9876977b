"""What makes the notebooks from their text sources."""
