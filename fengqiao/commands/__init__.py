"""The project's own commands. Each module has ``main(arguments) -> exit code``."""
