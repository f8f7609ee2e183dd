"""`koans watch`: the current koan judged at each save.

Three kinds of processes. The *watcher* (`session`) is what the learner sees; it never imports torch. *Workers*
(`worker`) judge one job each, in pytest, and end. The *warm* process has imported all that koans need; workers are
forked from it. Where forking is not safe, workers are new interpreters, started ahead.
"""
