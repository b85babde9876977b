"""What is seen in a browser, and how soon."""
