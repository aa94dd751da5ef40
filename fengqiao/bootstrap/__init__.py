"""What runs before the environment exists. Standard library only."""
