"""Attributes a plain raw recording by another way than the module: sets of objects for each granule.

    attribution_reference.py RECORDING.raw RECORDING.frames.csv > expected.csv

For three granules and five moments it prints the heap's totals, as site `*`, and a row for each site.
"""

import csv
import sys
from fractions import Fraction

GRANULES = [4096, 65536, 2097152]
MOMENTS = ["worst", "end", "250000000", "500000000", "750000000"]
WRAPPERS = ["zmalloc"]


def read(path):
    """The events, with their times, and the parent of each trace."""
    events, parents, now = [], {}, 0
    with open(path, encoding="utf-8") as file:
        for line in file:
            words = line.split()
            if not words:
                continue
            if words[0] == "t":
                parents[len(parents) + 1] = int(words[2], 16)
            elif words[0] == "c":
                now = int(words[1], 16) * 1_000_000
            elif words[0] == "+":
                size, trace, address = (int(word, 16) for word in words[1:])
                events.append((now, "+", address, size, trace))
            elif words[0] == "-":
                events.append((now, "-", int(words[1], 16), 0, 0))
    return events, parents


def sites(frames_path, parents):
    """The label of each trace's innermost frame that is no wrapper."""
    own = {}
    with open(frames_path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            own.setdefault(int(row["trace"]), []).append(row)
    labels = {}
    for trace in parents:
        current = trace
        while trace not in labels:
            for row in own[current]:
                if row["function"] not in WRAPPERS:
                    place = row["file"].split("/")[-1] + ":" + row["line"]
                    labels.setdefault(trace, place + " " + row["function"])
            current = parents[current]
    return labels


def granules_of(address, size, granule):
    return range(address // granule, (address + size - 1) // granule + 1) if size else range(0)


def states(events, granule):
    """After each event: live bytes, structural bytes and live objects."""
    live, occupied, total = {}, {}, 0
    for _, kind, address, size, _ in events:
        if kind == "+":
            assert address not in live
            live[address] = size
            total += size
            for number in granules_of(address, size, granule):
                occupied[number] = occupied.get(number, 0) + 1
        else:
            size = live.pop(address)
            total -= size
            for number in granules_of(address, size, granule):
                occupied[number] -= 1
                if occupied[number] == 0:
                    del occupied[number]
        yield total, granule * (len(occupied) + -total // granule), len(live)


def before_ending(events, history):
    """How many events there are before the program's ending."""
    start, lived, allocations = 0, 0, 0
    for index, (_, _, objects) in enumerate(history):
        allocations += events[index][1] == "+"
        pauses = events[index][0] - (events[index - 1][0] if index else 0) >= 10**9
        if objects >= lived or allocations > 16 + lived // 10 or pauses:
            start, lived, allocations = index, objects, 0
    return start + 1 if history[-1][2] * 20 <= lived else len(history)


def last_event(events, granule, moment):
    """How many events have happened by the moment, and its time."""
    if moment == "end":
        return len(events), events[-1][0]
    if moment != "worst":
        return sum(1 for event in events if event[0] <= int(moment)), int(moment)
    history = list(states(events, granule))
    worst = max(range(before_ending(events, history)), key=lambda index: history[index][1::-1])
    return worst + 1, events[worst][0]


def attribute(events, labels, granule, moment):
    count, time = last_event(events, granule, moment)
    live = {}
    for born, kind, address, size, trace in events[:count]:
        if kind == "+":
            live[address] = (size, labels[trace], born)
        else:
            del live[address]

    contents = {}
    for address, (size, site, _) in live.items():
        for number in granules_of(address, size, granule):
            start, end = number * granule, (number + 1) * granule
            inside = min(end, address + size) - max(start, address)
            contents.setdefault(number, []).append((site, inside))

    rows = {site: [Fraction(0), 0, 0, 0, 0, 0] for _, site, _ in live.values()}
    stranded_total = 0
    for objects in contents.values():
        holders = {site for site, _ in objects}
        stranded = granule - sum(inside for _, inside in objects)
        stranded_total += stranded
        for site in holders:
            rows[site][0] += Fraction(stranded, len(holders))
            rows[site][3] += 1
            if len(holders) == 1:
                rows[site][1] += granule
                rows[site][2] += stranded
    ages = {}
    for size, site, born in live.values():
        rows[site][4] += size
        rows[site][5] += 1
        ages.setdefault(site, []).append(time - born)
    assert sum(row[0] for row in rows.values()) == stranded_total

    # Whole bytes that add up: the largest remainders are rounded up.
    left = stranded_total - sum(int(row[0]) for row in rows.values())
    order = sorted(rows, key=lambda site: (-(rows[site][0] - int(rows[site][0])), site))
    shared = {site: int(rows[site][0]) + (place < left) for place, site in enumerate(order)}

    live_bytes = sum(row[4] for row in rows.values())
    objects = sum(row[5] for row in rows.values())
    structural = granule * (len(contents) + -live_bytes // granule)
    key = [granule, moment]
    yield key + ["*", stranded_total, structural, time, len(contents), live_bytes, objects, "", "", ""]
    for site in sorted(rows):
        _, sole, sole_stranded, held, site_bytes, site_objects = rows[site]
        age = sorted(ages[site])
        yield key + [
            site, shared[site], sole, sole_stranded, held, site_bytes, site_objects,
            age[0], age[(len(age) - 1) // 2], age[-1],
        ]


def main():
    events, parents = read(sys.argv[1])
    labels = sites(sys.argv[2], parents)
    print("granule,moment,site,shared,sole,sole_stranded,granules,live_bytes,objects,youngest,median,oldest")
    writer = csv.writer(sys.stdout, lineterminator="\n")
    for granule in GRANULES:
        for moment in MOMENTS:
            writer.writerows(attribute(events, labels, granule, moment))


if __name__ == "__main__":
    main()
