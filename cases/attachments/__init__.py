"""Files of cases on disk: taken in, recognised by their content, kept under random names, handed out."""
