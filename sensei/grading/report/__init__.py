"""What a teacher reads about a class: one HTML page and one CSV file, made from the records."""

from __future__ import annotations

from sensei.grading.report.page import render_page
from sensei.grading.report.table import render_table

__all__ = ["render_page", "render_table"]
