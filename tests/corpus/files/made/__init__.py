"""Documents made at random, and the programs that write them: python-docx, openpyxl, reportlab, HTML."""
