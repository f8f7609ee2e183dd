"""The fabric: brightness, stripes, checks, light and grain, woven with numpy over many patterns at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sensei.clothes.pen import SIZE, Bytes

Floats = NDArray[np.float32]


def weave(patterns: Bytes, woven: Floats, light: Floats, rng: np.random.Generator) -> Bytes:
    """The pictures (n, 28, 28) of these patterns: each in a fabric. `woven` (n,) is the chance of stripes or checks."""
    count = len(patterns)

    def each(low: float, high: float) -> Floats:
        """A number for each picture, float32 (n, 1, 1)."""
        return np.float32(low) + np.float32(high - low) * rng.random((count, 1, 1), np.float32)

    x = (np.arange(SIZE, dtype=np.float32) / np.float32(SIZE / 2) - 1).reshape(1, 1, SIZE)
    y = x.reshape(1, SIZE, 1)

    def stripes(along: Floats) -> Floats:
        """Between -1 and 1, a triangle wave."""
        where = along * each(2.2, 6.5) + each(0, 1)
        wave: Floats = np.abs(where - np.floor(where) - np.float32(0.5)) * 4 - 1
        return wave

    kind = each(0, 1) / np.maximum(woven[:, None, None], 1e-6)  # below 1: woven
    across = stripes(y) * (kind < 0.75)
    down = stripes(x) * ((kind > 0.5) & (kind < 1))
    cloth = 1 + each(0.1, 0.4) * (across + down)
    cloth *= 1 + each(-0.14, 0.14) * x + each(-0.14, 0.14) * y  # light from one side
    grain = rng.random(patterns.shape, np.float32) + rng.random(patterns.shape, np.float32) - 1
    cloth *= 1 + each(0.02, 0.14) * grain
    # Most garments are bright, some are dark. The scale lets plain cloth in good light reach nearly white.
    bright = (1 - each(0, 0.85) * each(0, 1) * each(0, 1)) * light[:, None, None]
    cloth *= np.minimum(bright, 1) * np.float32(255 / 205)
    pictures: Bytes = np.clip(patterns * cloth + np.float32(0.5), 0, 255).astype(np.uint8)
    return pictures
