"""Koans in Jupyter and Colab: `%load_ext sensei`, then `%%koan NAME` at the top of a cell judges its answer."""
