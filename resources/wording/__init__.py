"""Sentences for people: findings and refusals."""
