"""What does the question ask? Text into places, years, terms and what is wanted."""
