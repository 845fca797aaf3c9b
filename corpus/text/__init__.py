"""Which characters are text, and where do its sentences, numbers and blanked-out marks stand?"""
