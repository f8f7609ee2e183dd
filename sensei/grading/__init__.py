"""Grading: learners' copies judged with the grader's own tests, one submission or a whole class."""
