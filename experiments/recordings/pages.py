"""A renderer that keeps its pages compressed: requests come in a burst, each builds a document and renders
it, and what stays of it is one compressed page in a cache.

The documents are dropped when the burst is over; the pages were allocated among them, and are read for a
while.
"""

import gc
import json
import random
import sys
import zlib

from resident import resident

REQUESTS = 12_000
LETTERS = "abcdefghijklmnopqrstuvwxyz     "


def document(generator, number):
    return {
        "title": f"page {number}",
        "items": [
            {"id": item, "text": "".join(generator.choices(LETTERS, k=generator.randrange(150, 750)))}
            for item in range(6)
        ],
    }


def render(document):
    first = document["items"][0]
    return json.dumps({"title": document["title"], "summary": first["text"]})


def serve(seed, cache):
    generator = random.Random(seed)
    in_flight = []
    for number in range(REQUESTS):
        request = document(generator, number)
        cache[number] = zlib.compress(render(request).encode())
        in_flight.append(request)
    return len(in_flight)


if __name__ == "__main__":
    cache = {}
    serve(int(sys.argv[1]) if len(sys.argv) > 1 else 16, cache)
    gc.collect()
    for number in range(3 * REQUESTS):
        zlib.decompress(cache[number % REQUESTS])
    print(len(cache), sum(len(page) for page in cache.values()))
    print(resident())
