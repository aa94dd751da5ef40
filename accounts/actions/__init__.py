"""What administrators do. Each act is one transaction with its `SystemEvent`."""
