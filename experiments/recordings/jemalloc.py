"""Compares what a recording of redis-server says with jemalloc's own figures of the same run.

    jemalloc.py PREFIX    reads PREFIX-{loaded,deleted}.{malloc,info,json}, PREFIX.raw.zst, PREFIX.folded

jemalloc also serves heaptrack, whose objects the recording does not hold. A class's slabs are charged
to the program by its share of the class's regions; the rest is heaptrack's.
"""

import json
import re
import subprocess
import sys


def bins(text):
    """Small classes as (size, regions in use, bytes of slabs), and large ones as (size, bytes)."""
    small, large, table, columns = [], [], None, []
    for line in text.split("\n"):
        if line.startswith("bins:"):
            if small:
                break  # The same again, by arena.
            table, columns = "small", line.split()[1:]
        elif line.startswith("large:"):
            table, columns = "large", line.split()[1:]
        elif line.startswith("extents:"):
            table = None
        elif table and re.match(r"^\s+\d", line):
            row = dict(zip(columns, line.split()))
            size = int(row["size"])
            if table == "small":
                slabs = int(row["curslabs"]) * int(row["pgs"]) * 4096
                small.append((size, int(row["curregs"]), slabs))
            else:
                large.append((size, size * int(row["curlextents"])))
    return small, large


def live_sizes(path, end):
    """Sizes of the objects that live at a time of a raw recording, in milliseconds."""
    live = {}
    raw = subprocess.run(["zstd", "-dc", path], stdout=subprocess.PIPE, check=True).stdout
    for line in raw.split(b"\n"):
        if line[:1] == b"+":
            _, size, _, pointer = line.split(b" ")
            live[pointer] = int(size, 16)
        elif line[:1] == b"-":
            live.pop(line[2:], None)
        elif line[:1] == b"c" and int(line[2:], 16) > end:
            break
    return live.values()


def moment(prefix, name):
    small, large = bins(open(f"{prefix}-{name}.malloc").read())
    info = dict(
        line.strip().split(":", 1)
        for line in open(f"{prefix}-{name}.info") if ":" in line)
    heap = json.load(open(f"{prefix}-{name}.json"))["moments"][0]
    sizes = [size for size, _, _ in small]
    regions = dict.fromkeys(sizes, 0)
    large_bytes = 0
    for size in live_sizes(f"{prefix}.raw.zst", heap["time_ns"] / 1e6):
        size = next((s for s in sizes if s >= size), None) or size
        if size in regions:
            regions[size] += 1
        else:
            large_bytes += -(-size // 4096) * 4096
    all_slabs = sum(slabs for _, _, slabs in small)
    program = sum(
        slabs * min(1, regions[size] / used) for size, used, slabs in small if used)
    return {
        "jemalloc": all_slabs + sum(b for _, b in large), "program": program + large_bytes,
        "rss": int(info["used_memory_rss"]), "used": int(info["used_memory"]),
        "occupied": heap["occupied_bytes"], "live": heap["live_bytes"],
    }


def main(prefix):
    moments = {name: moment(prefix, name) for name in ("loaded", "deleted")}
    for name, m in moments.items():
        print(
            f"{name}: jemalloc's slabs and large extents {m['jemalloc']:.0f} bytes, of them "
            f"heaptrack's {m['jemalloc'] - m['program']:.0f}; the program's {m['program']:.0f}; "
            f"occupied {m['occupied']} ({100 * m['occupied'] / m['program'] - 100:+.2f} %); "
            f"used_memory {m['used']}, live {m['live']}; RSS {m['rss']}")
    fall = {k: moments["loaded"][k] - moments["deleted"][k] for k in moments["loaded"]}
    loaded = moments["loaded"]["occupied"]
    print(
        f"from loaded to deleted: occupied {fall['occupied']}, slabs {fall['program']:.0f}, RSS "
        f"{fall['rss']}; they differ by {100 * (fall['occupied'] - fall['rss']) / loaded:+.2f} % of "
        "what was loaded")
    total = values = 0
    for line in open(f"{prefix}.folded"):
        stack, count = line.rsplit(" ", 1)
        total += int(count)
        if re.search("debugCommand.*;(createStringObject|createObject)", stack):
            values += int(count)
    print(f"call path of the values: {100 * values / total:.1f} % of {total} stranded bytes")


if __name__ == "__main__":
    main(sys.argv[1])
