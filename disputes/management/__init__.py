"""Management of disputes."""
