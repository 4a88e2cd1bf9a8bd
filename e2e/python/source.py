"""What is a server of somebody else like? One of this machine, with files that change, move, grow, hang or are not what they seem."""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class File:
    """What is answered at an address."""

    content: bytes = b""
    kind: str = "text/csv"
    status: int = 200
    location: str = ""
    #: The size is not said.
    unsaid: bool = False
    #: Seconds between two pieces; the pieces are small then.
    pause: float = 0.0


@dataclass
class Source:
    """A server with files by path; `asked` has the headers of every request, in order."""

    files: dict[str, File] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    address: str = ""
    server: ThreadingHTTPServer | None = None

    def start(self) -> "Source":
        source = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                source.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                file = source.files.get(self.path, File(status=404))
                etag = f'"{hashlib.md5(file.content).hexdigest()}"'
                if file.status == 200 and self.headers.get("If-None-Match") == etag:
                    self.send_response(304)
                    self.end_headers()
                    return
                self.send_response(file.status)
                if file.location:
                    self.send_header("Location", file.location)
                if file.status == 200:
                    self.send_header("ETag", etag)
                    self.send_header("Content-Type", file.kind)
                if not file.unsaid:
                    self.send_header("Content-Length", str(len(file.content)))
                self.end_headers()
                try:
                    self.pieces(file)
                except OSError:
                    pass

            def pieces(self, file: File) -> None:
                size = len(file.content) if not file.pause else max(1, len(file.content) // 100)
                for start in range(0, len(file.content), max(size, 1)):
                    if file.pause:
                        time.sleep(file.pause)
                    self.wfile.write(file.content[start : start + size])
                    self.wfile.flush()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
