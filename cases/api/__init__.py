"""The API of what every kind of case has, under `/api/v1/`."""
