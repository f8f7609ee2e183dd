"""Speeds, measured rightly: what stands behind `koans/08_benchmarks/bench_matmul.py` and `koans bench`.

places, kinds, operands   where is computed, in which precision, and with which numbers
lab, peak, facts          one row is measured; the speed that the machine can reach; what machine it is
plugin                    what pytest and pytest-benchmark are told
records, roof, findings   a JSON file of pytest-benchmark is read, and what its rows say together
table, picture, compare   how it is shown
run                       one measurement from start to end, within its time
"""
