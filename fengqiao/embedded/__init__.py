"""The servers that fengqiao brings along: PostgreSQL and Valkey, on loopback, with their data under ``var/``."""
