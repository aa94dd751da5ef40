"""Who and where: areas, organisations, users, postings, what they may see and do, signing in."""
