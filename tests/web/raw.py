"""A server under test and raw bytes to it: what browsers never send, and how fast they never send it."""
import concurrent.futures
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir))
from tap import Cases  # noqa: E402,F401

PROGRAM = sys.argv[1]


class Server:
    """The program of src/web/tests/serving.c on a port that the system chooses."""

    def __init__(self, *options):
        self.process = subprocess.Popen([PROGRAM, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.origin = self.process.stdout.readline().strip()
        self.host = self.origin.split("://")[1]
        self.address = (self.host.split(":")[0], int(self.host.split(":")[1]))

    def end(self):
        """SIGTERM; (exit status, what it said on standard error)."""
        self.process.send_signal(signal.SIGTERM)
        try:
            _, said = self.process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            _, said = self.process.communicate()
            said += "\n(it did not end)"
        return self.process.returncode, said

    def connect(self, timeout=10.0):
        return socket.create_connection(self.address, timeout=timeout)


@contextlib.contextmanager
def serving(*options):
    server = Server(*options)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.end()


def read_all(connection, first=10.0, further=0.25):
    """What comes until the other side closes, resets, or says nothing: so long at first, so long behind what came."""
    connection.settimeout(first)
    received = b""
    with contextlib.suppress(socket.timeout, ConnectionError):
        while True:
            piece = connection.recv(65536)
            if not piece:
                break
            received += piece
            connection.settimeout(further)
    return received


def responses(received, methods=()):
    """[(status, {field: value}, body)] of a byte stream; `methods` say which had HEAD and so no body."""
    found = []
    while received:
        head, gap, rest = received.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        if not gap or not lines[0].startswith("HTTP/1."):
            found.append((0, {}, received))
            break
        status = int(lines[0].split(" ")[1])
        fields = {line.split(":", 1)[0].lower(): line.split(":", 1)[1].strip() for line in lines[1:]}
        size = int(fields.get("content-length", "0"))
        if status in (100, 304) or (len(found) < len(methods) and methods[len(found)] == "HEAD"):
            size = 0
        found.append((status, fields, rest[:size]))
        received = rest[size:]
    return found


def ask(server, raw, first=10.0, methods=(), further=0.25):
    """The responses to these bytes, sent on a connection of their own."""
    with server.connect() as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(raw)
        return responses(read_all(connection, first, further), methods)


def side_by_side(work, items, n=16):
    with concurrent.futures.ThreadPoolExecutor(n) as pool:
        return list(pool.map(work, items))


def get(server, target, *fields, method="GET", first=15.0):
    """One ordinary request and its response."""
    raw = f"{method} {target} HTTP/1.1\r\nHost: {server.host}\r\nConnection: close\r\n"
    raw += "".join(f"{field}\r\n" for field in fields) + "\r\n"
    answers = ask(server, raw.encode("latin-1"), first, (method,))
    return answers[0] if answers else (0, {}, b"")


def now():
    return time.monotonic()
