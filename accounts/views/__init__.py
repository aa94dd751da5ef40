"""Pages of accounts: whose eyes one looks with, and the system's settings."""
