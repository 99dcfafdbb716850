"""Reading files on other machines: what is sent, who reads it, and what comes back."""
