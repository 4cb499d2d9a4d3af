"""Compares what a recording of redis-server says with jemalloc's own figures of the same run.

    jemalloc.py PREFIX        reads PREFIX-{loaded,deleted}.{malloc,info,json}

jemalloc also serves heaptrack, whose objects the recording does not hold: its share is what jemalloc
counts as allocated beyond the live objects' size classes.
"""

import json
import re
import sys


def bins(text):
    """(size, regions in use, slabs, pages of a slab) of each small size class, and large bytes."""
    small, large, table, columns = [], 0, None, []
    for line in text.split("\n"):
        if line.startswith("bins:"):
            table, columns = "small", line.split()[1:]
        elif line.startswith("large:"):
            table, columns = "large", line.split()[1:]
        elif line.startswith("extents:"):
            table = None
        elif table and re.match(r"^\s+\d", line):
            row = dict(zip(columns, line.split()))
            if table == "small":
                small.append(tuple(int(row[n]) for n in ("size", "curregs", "curslabs", "pgs")))
            else:
                large += int(row["size"]) * int(row["curlextents"])
    return small, large


def moment(prefix, name):
    small, large = bins(open(f"{prefix}-{name}.malloc").read())
    info = dict(
        line.strip().split(":", 1)
        for line in open(f"{prefix}-{name}.info") if ":" in line)
    heap = json.load(open(f"{prefix}-{name}.json"))["moments"][0]
    slabs = sum(count * pages * 4096 for _, _, count, pages in small)
    return {
        "slabs": slabs, "large": large,
        "regions": sum(size * used for size, used, _, _ in small),
        "rss": int(info["used_memory_rss"]), "used": int(info["used_memory"]),
        "occupied": heap["occupied_bytes"], "live": heap["live_bytes"],
    }


def main(prefix):
    loaded, deleted = (moment(prefix, name) for name in ("loaded", "deleted"))
    print("bytes,jemalloc_slabs,jemalloc_large,jemalloc_regions,occupied,live,used_memory,rss")
    for name, m in (("loaded", loaded), ("deleted", deleted)):
        print(",".join(str(v) for v in (
            name, m["slabs"], m["large"], m["regions"], m["occupied"], m["live"], m["used"],
            m["rss"])))
        total = m["slabs"] + m["large"]
        own = m["regions"] + m["large"] - m["used"]
        print(f"  jemalloc {total}, of it heaptrack {own}; without it {total - own}; "
              f"occupied {m['occupied']} ({100 * m['occupied'] / (total - own) - 100:+.2f} %)")
    fall = {k: loaded[k] - deleted[k] for k in loaded}
    print(f"  from loaded to deleted: occupied {fall['occupied']}, slabs "
          f"{fall['slabs'] + fall['large']}, RSS {fall['rss']}: "
          f"{100 * (fall['occupied'] - fall['rss']) / loaded['rss']:+.2f} % of what was loaded")


if __name__ == "__main__":
    main(sys.argv[1])
