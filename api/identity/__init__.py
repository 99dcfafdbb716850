"""Who people are: their accounts, how they sign in, and the sessions in which they stay signed in."""
