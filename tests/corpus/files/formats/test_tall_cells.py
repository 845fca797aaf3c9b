"""Names over several rows of PDF tables without ruling lines, as reportlab draws merged cells."""

from __future__ import annotations

import io

import pytest

from corpus.files.formats import FORMATS

FONT = "STSong-Light"
ROWS = [
    ["年份", "类别", "件数", "金额（万元）"],
    ["2020年", "盗窃", "811", "24.5"],
    ["", "诈骗", "302", "118.6"],
    ["", "抢夺", "14", "1.2"],
    ["2021年", "盗窃", "745", "20.1"],
    ["", "诈骗", "366", "131.9"],
]


def drawn(align: str) -> bytes:
    """ROWS as a PDF, the years in cells merged over three and two rows, at their *align*."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import SimpleDocTemplate, Table

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    style = [
        ("FONTNAME", (0, 0), (-1, -1), FONT),
        ("VALIGN", (0, 0), (-1, -1), align),
        ("LINEBELOW", (0, 0), (-1, 0), 0.5, "black"),
        ("SPAN", (0, 1), (0, 3)),
        ("SPAN", (0, 4), (0, 5)),
    ]
    out = io.BytesIO()
    SimpleDocTemplate(out).build([Table(ROWS, style=style, colWidths=[90, 80, 80, 80])])
    return out.getvalue()


@pytest.mark.parametrize("align", ["TOP", "MIDDLE", "BOTTOM"])
def test_the_name_of_a_cell_over_several_rows_stands_in_each(align: str) -> None:
    blocks = FORMATS["pdf"](drawn(align)).blocks
    assert [block.text for block in blocks] == [
        "年份：2020年，类别：盗窃，件数：811，金额（万元）：24.5",
        "年份：2020年，类别：诈骗，件数：302，金额（万元）：118.6",
        "年份：2020年，类别：抢夺，件数：14，金额（万元）：1.2",
        "年份：2021年，类别：盗窃，件数：745，金额（万元）：20.1",
        "年份：2021年，类别：诈骗，件数：366，金额（万元）：131.9",
    ]
