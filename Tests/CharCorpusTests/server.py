"""A small HTTP server for the tests: /KIND/NAME serves NAME of a folder in the way that KIND says.

Prints its port; appends "PATH RANGE" of every request to a file.
"""

import http.server
import os
import sys
import time

folder, log = sys.argv[1:]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        asked = self.headers.get("Range")
        with open(log, "a") as file:
            print(self.path, asked, file=file)
        kind, name = self.path.strip("/").split("/", 1)
        path = os.path.join(folder, name)
        if not os.path.isfile(path):
            self.send_error(404)
            return
        with open(path, "rb") as file:
            content = file.read()
        start = 0
        if asked and kind != "plain":
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            if start >= len(content):
                self.send_error(416)
                return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        rest = content[start:]
        if kind == "cut" and not start:
            self.wfile.write(rest[: len(rest) // 2])
        elif kind == "slow" and not start:
            self.wfile.write(rest[: len(rest) // 2])
            self.wfile.flush()
            time.sleep(60)
        else:
            self.wfile.write(rest)

    def log_message(self, *arguments):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_port, flush=True)
server.serve_forever()
