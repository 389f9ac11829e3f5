#!/usr/bin/env python3
"""An HTTP camera on 127.0.0.1: http-server.py FOLDER prints its port, and then the path of each request.
/live shows FOLDER/*.jpg 25 times a second, again and again,; /once shows them once;
/stuck stops after the tenth and stays open; /away?URL redirects; any other path is a file of FOLDER."""
import http.server
import itertools
import mimetypes
import pathlib
import sys
import time

folder = pathlib.Path(sys.argv[1])
frames = [path.read_bytes() for path in sorted(folder.glob("*.jpg"))]
shows = {"/live": lambda: itertools.cycle(frames), "/once": lambda: frames, "/stuck": lambda: frames[:10]}


class Camera(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path, _, query = self.path.partition("?")
        print(self.path, flush=True)
        file = folder / path[1:]
        if path in shows:
            self.begin(200, "Content-Type", "multipart/x-mixed-replace; boundary=frame")
            self.show(shows[path]())
            time.sleep(600 if path == "/stuck" else 0)
        elif path == "/away":
            self.begin(302, "Location", query)
        elif file.exists():
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            self.begin(200, "Content-Type", kind, "Content-Length", file.stat().st_size)
            self.wfile.write(file.read_bytes())
        else:
            self.send_error(404)

    def begin(self, status, *headers):
        self.send_response(status)
        for name, value in zip(headers[::2], headers[1::2]):
            self.send_header(name, value)
        self.end_headers()

    def show(self, pictures):
        for picture in pictures:
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
            self.wfile.write(head.encode() + picture + b"\r\n")
            time.sleep(0.04)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        pass  # those who look may leave at any time


server = Server(("127.0.0.1", 0), Camera)
print(server.server_port, flush=True)
server.serve_forever()
