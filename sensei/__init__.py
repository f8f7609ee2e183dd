"""The engine of torch-koans. A koan file needs one name from here: `___`. A notebook says `%load_ext sensei`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sensei.blank import ___

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["___"]


def load_ipython_extension(shell: InteractiveShell) -> None:
    """What `%load_ext sensei` calls: it adds `%%koan`, `%koan` and `%koan_hint` to a notebook."""
    from sensei.notebook.magics import KoanMagics

    shell.register_magics(KoanMagics)
