"""Composition of the platform: settings, addresses, jobs, embedded servers and the front door.

Nothing is imported here: the bootstrap runs on a bare Python before any package is installed.
"""
