"""One dispute on its whole way in a real browser, from a phone to a PC."""
