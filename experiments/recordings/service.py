"""A cache service of mixed lifetimes: bulk imports over HTTP on loopback.

    service.py SEED

Each import brings documents, which stay for many imports, and builds an audit record of each, which goes
when the import has been answered. A client in a second process sends the imports and reads entries.
"""

import http.client
import http.server
import json
import multiprocessing
import random
import sys
import threading

from resident import resident

IMPORTS = 12
LINES = 6_000


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    entries = {}
    clock = 0

    def reply(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        lines = self.rfile.read(int(self.headers["Content-Length"])).split(b"\n")
        cls = type(self)
        cls.clock += 1
        audit = []
        for number, line in enumerate(lines):
            document = json.loads(line)
            key = document["key"]
            note = " ".join([key, "by", document["user"], "at", str(cls.clock), "was", str(key in self.entries)])
            audit.append({"line": number, "note": note, "size": [len(line), number * 1_000, len(note)]})
            self.entries[key] = (cls.clock + document["ttl"], document)
        for key in [k for k, (end, _) in self.entries.items() if end <= cls.clock]:
            del self.entries[key]
        self.reply(200, str(sum(len(record["note"]) for record in audit)).encode())

    def do_GET(self):
        entry = self.entries.get(self.path[1:])
        self.reply(200, json.dumps(entry[1]).encode()) if entry else self.reply(404)

    def log_message(self, *arguments):
        pass


def drive(port, seed):
    generator = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def ask(method, path, body=None):
        connection.request(method, path, body)
        connection.getresponse().read()

    for _ in range(IMPORTS):
        lines = []
        for _ in range(LINES):
            lines.append(json.dumps({
                "key": f"session-{generator.randrange(10**6)}",
                "ttl": generator.randrange(4, 40),
                "user": f"user-{generator.randrange(10**9)}",
                "cart": [generator.randrange(1000) for _ in range(generator.randrange(6))],
                "note": "x" * generator.randrange(120),
            }))
        ask("PUT", "/", "\n".join(lines))
        for _ in range(200):
            ask("GET", f"/session-{generator.randrange(10**6)}")


if __name__ == "__main__":
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    client = multiprocessing.get_context("spawn").Process(
        target=drive, args=(server.server_port, int(sys.argv[1])))
    client.start()
    client.join()
    print(resident())
    server.shutdown()
    thread.join()
