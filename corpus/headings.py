"""What a line of a report is: a title, a heading, an entry of a contents list, or prose."""

from __future__ import annotations

import re

from corpus.cleaning import NUMBERED, TERMINAL, TITLE_MAX

_KIND = (
    r"(?:综述|汇报|总结|报告|纪实|综合材料|情况|材料|经验|做法|讲话|发言|巡礼|回眸|述评"
    r"|方案|要点|简报|通讯|侧记|实践|成效|典型)"
)
_TITLE = re.compile(
    rf".*{_KIND}(?:稿|提纲|材料|文章)?(?:[（(][^（）()]{{1,20}}[）)])?[一二三四五六七八九十\d]{{0,2}}"
)
_COMPILATION = re.compile(r"汇编|合集|素材|[（(]\d{1,3}\s*篇[）)]")
_ENTRY = re.compile(r"(?:\d{1,3}[.．、]|[（(]\d{1,3}[）)]|第\d{1,3}篇)\s*\S")
_RUN_IN = re.compile(NUMBERED.pattern + r"\s*[^。！？]{4,40}[。！？]")


def is_compilation_title(line: str) -> bool:
    """平安建设工作综述材料汇编（4篇） -> True."""
    return len(line) <= 60 and bool(_COMPILATION.search(line)) and line[-1] not in "。！？；，"


def is_title(line: str) -> bool:
    """Whether a line standing alone may be an article's title: 平安xx建设工作综述 -> True."""
    if not 4 <= len(line) <= TITLE_MAX or line[-1] in "。！？；，：、:" or NUMBERED.match(line):
        return False
    return bool(_TITLE.fullmatch(line)) and not is_compilation_title(line)


def is_contents_entry(line: str) -> bool:
    """1.推进平安建设综述（公安） -> True."""
    return len(line) <= 60 and bool(_ENTRY.match(line)) and line[-1] not in "。！？；，"


def heading(line: str) -> str | None:
    """The heading that *line* is or begins with; None for plain prose.

    一、坚定正确政治方向 -> itself; 一、坚持目标导向，明确“怎么看”。以…… -> 一、坚持目标导向，明确“怎么看”。
    """
    if line.startswith("#"):
        return line.lstrip("#").strip() or None
    if len(line) <= TITLE_MAX and line[-1] not in "。！？；，：、:”" and "。" not in line:
        return line if NUMBERED.match(line) or not any(c in line for c in ",；;") else None
    if NUMBERED.match(line):
        run_in = _RUN_IN.match(line)
        return run_in.group(0) if run_in else None
    return None


def ends_well(line: str) -> bool:
    return bool(line) and line[-1] in TERMINAL
