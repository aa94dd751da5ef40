"""Commands of disputes."""
