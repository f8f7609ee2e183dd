"""The teacher's book: one module per topic, with right answers, hints and the wrong answers that the topic refuses."""
