"""The service's addresses, one module for each noun."""
