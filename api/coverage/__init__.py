"""Answers of the coverage engine."""
