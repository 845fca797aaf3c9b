"""Where does an article begin, what is it called, and which sections and passages does it have?"""
