"""Faults of connections that Django lets pass: found by Django's system checks."""
