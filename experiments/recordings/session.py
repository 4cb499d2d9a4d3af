"""Prints a session for the sqlite3 shell: rows come with an index, and three of four go,
round after round.

    session.py [SEED]
"""

import random
import sys

ROUNDS = 16
ROWS = 20_000
generator = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 16)
print("create table event(id integer primary key, kind text, body text);")
print("create index by_kind on event(kind, id);")
for _ in range(ROUNDS):
    print("begin;")
    for number in range(ROWS):
        body = "x" * generator.randrange(20, 400)
        print(f"insert into event(kind, body) values('k{generator.randrange(50)}', '{body}');")
    print("commit;")
    for kind in range(0, 50, 5):
        print(f"select count(*), max(length(body)) from event where kind = 'k{kind}';")
    print("delete from event where id % 4 != 0;")
    print("select kind, group_concat(id) from event group by kind order by random() limit 5;")
print("create temp table copy as select * from event order by random();")
print("drop table copy;")
