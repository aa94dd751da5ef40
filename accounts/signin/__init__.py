"""Signing in: counting failures, locking, rules for passwords, what is recorded."""
