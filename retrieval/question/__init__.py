"""What does the question ask? Text to tokens, and tokens to places, periods, terms and what is wanted."""
