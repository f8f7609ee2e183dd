"""The commands of `koans`, one module each: `add` describes its options to argparse, `run` does it."""
