"""The engine of torch-koans. A koan file needs one name from here: `___`."""

from sensei.blank import ___

__all__ = ["___"]
