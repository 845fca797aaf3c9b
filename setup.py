"""The one compiled part; where it cannot be compiled, numpy does its work. All else: pyproject.toml."""

from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension("retrieval._kernel", ["retrieval/_kernel.c"], optional=True, extra_compile_args=["-O3"])
    ]
)
