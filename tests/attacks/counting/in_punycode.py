# coding: punycode
# earns: -
# seen: error
LETTERS = 6
