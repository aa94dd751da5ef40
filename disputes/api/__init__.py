"""The API of disputes, under `/api/v1/disputes/`."""
