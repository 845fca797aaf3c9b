"""How does text become terms? One analysis for passages and questions, and how words sound."""
