"""Invented data to look at: bodies, people, a ledger with the city's published totals, and open disputes around today.

Nobody in it exists. The second character of every person's name is 演 (for 演示, demonstration); users, mediators and parties carry `is_demo`;
document numbers are well formed and cannot be anybody's (see `disputes.demo.names.id_number`); there are no telephone numbers.
"""
