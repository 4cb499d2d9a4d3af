"""A cache service of the standard library: HTTP on loopback, entries with a time to live.

A client in a second process fills it with sessions of which one in eight is kept for long, reads them,
and goes; then the service runs on and expires the rest.
"""

import http.client
import http.server
import json
import multiprocessing
import random
import threading

ENTRIES = 20_000


class Cache:
    def __init__(self):
        self.entries = {}
        self.clock = 0

    def put(self, key, document):
        self.entries[key] = (self.clock + document["ttl"], document)

    def expire(self, ticks):
        self.clock += ticks
        for key in [k for k, (end, _) in self.entries.items() if end <= self.clock]:
            del self.entries[key]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    cache = Cache()

    def reply(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        for key, document in json.loads(body).items():
            self.cache.put(key, document)
        self.reply(204)

    def do_GET(self):
        entry = self.cache.entries.get(self.path[1:])
        self.reply(200, json.dumps(entry[1]).encode()) if entry else self.reply(404)

    def do_DELETE(self):
        self.cache.expire(int(self.path[1:]))
        self.reply(204)

    def log_message(self, *arguments):
        pass


def drive(port):
    generator = random.Random(16)
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def ask(method, path, body=None):
        connection.request(method, path, body)
        response = connection.getresponse()
        response.read()

    for start in range(0, ENTRIES, 100):
        batch = {}
        for number in range(start, start + 100):
            batch[f"session-{number}"] = {
                "ttl": 10_000 if number % 8 == 0 else 10 + number % 7,
                "user": f"user-{generator.randrange(10**9)}",
                "cart": [generator.randrange(1000) for _ in range(generator.randrange(12))],
                "note": "x" * generator.randrange(300),
            }
        ask("PUT", "/", json.dumps(batch))
        ask("GET", f"/session-{generator.randrange(start + 100)}")
    for _ in range(40):
        ask("DELETE", "/1")
        for _ in range(20):
            ask("GET", f"/session-{generator.randrange(ENTRIES)}")


if __name__ == "__main__":
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    client = multiprocessing.get_context("spawn").Process(
        target=drive, args=(server.server_port,))
    client.start()
    client.join()
    server.shutdown()
    thread.join()
