"""The proof that every koan is sound: `form` reads the files, `trial` runs right, wrong and null answers."""
