"""What is stored and how it is found; imports no other room of the house."""
