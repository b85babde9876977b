"""What a user would pick instead of Signal Viz, on the same work.

Several of these tools patch Django for a whole process. So each runs in a
process of its own (``python -m tools.bench.instead NAME``), which times bare
Django and the tool in turns and reports both; :mod:`comparison` starts them and
puts the answers in one table.
"""
