#!/usr/bin/env python3
"""Slow clients, a flood, and the end: ordinary visitors are served meanwhile, the slow ones go at their time, and at SIGTERM
nobody's request is lost.

tests/web/slow.py build/src/web/serving"""
import contextlib
import select
import socket
import threading
import time

from raw import Cases, Server, get, now, read_all, responses, serving

cases = Cases()
PATIENCE_S = 2.5  # beyond each limit, for the sweep and a busy machine


def p99(times):
    return sorted(times)[max(0, int(len(times) * 0.99) - 1)] if times else float("inf")


class Visitor(threading.Thread):
    """Asks for a page again and again, and notes how long each answer took."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.times, self.wrong, self.is_done = server, [], [], False
        self.start()

    def run(self):
        while not self.is_done:
            began = now()
            answer = get(self.server, "/page")
            self.times.append(now() - began)
            if answer[0] != 200:
                self.wrong.append(answer[0])
            time.sleep(0.02)

    def end(self):
        self.is_done = True
        self.join()
        return self


def start_slow(server, n, opening):
    slow = []
    for _ in range(n):
        connection = server.connect()
        connection.sendall(opening)
        slow.append(connection)
    return slow


def wait_until_gone(slow, drip, longest):
    """Sends `drip` each half second on those that are left; when each went, in seconds, None: never."""
    began, gone = now(), {}
    for connection in slow:
        connection.setblocking(False)
    while len(gone) < len(slow) and now() - began < longest:
        left = [c for c in slow if c not in gone]
        for connection in select.select(left, [], [], 0)[0]:
            with contextlib.suppress(BlockingIOError):
                try:
                    is_closed = connection.recv(1 << 16) == b""
                except ConnectionError:
                    is_closed = True
                if is_closed:
                    gone[connection] = now() - began
        for connection in left:
            if drip and connection not in gone:
                try:
                    connection.send(drip)
                except (ConnectionError, BlockingIOError):
                    gone.setdefault(connection, now() - began)
        time.sleep(0.25)
    for connection in slow:
        connection.close()
    return [gone.get(c) for c in slow]


def judge(name, gone, visitor, limit):
    late = [when for when in gone if when is None or when > limit + PATIENCE_S]
    early = [when for when in gone if when is not None and when < limit - 1]
    cases.case(not late and not early, f"{name}: each is gone after {limit} s",
               [f"{len(late)} late, {len(early)} early, of {len(gone)}", repr(sorted(w for w in gone if w)[-3:])])
    cases.case(not visitor.wrong and len(visitor.times) > 20 and p99(visitor.times) < 0.5, f"{name}: others are served meanwhile",
               [f"{len(visitor.times)} answers, p99 {p99(visitor.times):.3f} s, wrong: {visitor.wrong[:5]}"])


def slow_heads(server):
    visitor = Visitor(server)
    slow = start_slow(server, 200, f"GET /page HTTP/1.1\r\nHost: {server.host}\r\nX-A: ".encode())
    judge("200 slow heads", wait_until_gone(slow, b"x", 16), visitor.end(), 10)


def slow_bodies(server):
    visitor = Visitor(server)
    head = f"POST /echo HTTP/1.1\r\nHost: {server.host}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    slow = start_slow(server, 200, (head + "Content-Length: 60000\r\n\r\na=").encode())
    judge("200 slow bodies", wait_until_gone(slow, b"x", 36), visitor.end(), 30)


def idle_ones(server):
    visitor = Visitor(server)
    slow = start_slow(server, 50, f"GET /healthz HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode())
    judge("50 idle connections", wait_until_gone(slow, b"", 21), visitor.end(), 15)


def slow_readers(server):
    """They ask for more than fits on the way, with a small window, and read nothing."""
    slow = []
    for _ in range(200):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(server.address)
        connection.sendall(f"GET /large?bytes=1000000 HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode())
        slow.append(connection)
    for connection in slow:
        select.select([connection], [], [], 10)
    visitor = Visitor(server)
    time.sleep(3)
    visitor.end()
    cases.case(not visitor.wrong and p99(visitor.times) < 0.5, "200 slow readers: others are served meanwhile",
               [f"{len(visitor.times)} answers, p99 {p99(visitor.times):.3f} s, wrong: {visitor.wrong[:5]}"])
    for connection in slow:
        connection.close()


def flood():
    """Connections by the hundred from one network, as fast as they can be opened."""
    with serving() as server:
        mine = server.connect()
        held, slowest = [], 0.0
        for i in range(600):
            held.append(server.connect())
            if i % 20 == 0:
                began = now()
                mine.sendall(f"GET /healthz HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode())
                answer = responses(read_all(mine, 10, 0.01))
                slowest = max(slowest, now() - began)
                if not answer or answer[0][0] != 200:
                    slowest = float("inf")
        for connection in held:
            connection.close()
        time.sleep(0.5)
        after = get(server, "/healthz")
        status, said = server.end()
    cases.case(slowest < 1 and after[0] == 200 and status == 0, "600 connections of one network: who was there before is served",
               [f"slowest {slowest:.3f} s", repr(after), str(status), said])


def long_handlers(server):
    """A handler that takes too long gets a 503 in its name, and what it says later is dropped."""
    began = now()
    answer = get(server, "/slow?ms=12500")
    took = now() - began
    cases.case(answer[0] == 503 and "retry-after" in answer[1] and 9 < took < 10 + PATIENCE_S, "a handler has 10 s", [repr(answer), str(took)])


def the_end():
    server = Server("--unlimited")
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(get(server, "/slow?ms=1500")[0])) for _ in range(3)]
    idle = server.connect()
    idle.sendall(f"GET /healthz HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode())
    read_all(idle, 2, 0.1)
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    began = now()
    status, said = server.end()
    took = now() - began
    for thread in threads:
        thread.join()
    cases.case(status == 0 and answers == [200] * 3 and took < 4, "at SIGTERM requests under way are answered, idle ones closed",
               [f"status {status}, answers {answers}, {took:.1f} s", said])
    try:
        server.connect(1).close()
        is_open = True
    except OSError:
        is_open = False
    cases.case(not is_open, "and nobody listens any more")
    server = Server("--unlimited")
    answers.clear()
    thread = threading.Thread(target=lambda: answers.append(get(server, "/slow?ms=9000")[0]))
    thread.start()
    time.sleep(0.3)
    began = now()
    status, _ = server.end()
    took = now() - began
    thread.join()
    cases.case(answers == [503] and status == 0 and took < 12, "what takes longer than the grace is told 503", [repr(answers), str(took)])


with serving("--unlimited") as server:
    def heads_then_readers():
        slow_heads(server)
        slow_readers(server)

    work = [threading.Thread(target=target, args=args) for target, args in (
        (heads_then_readers, []), (slow_bodies, [server]), (idle_ones, [server]), (long_handlers, [server]), (the_end, []),
        (flood, []))]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    status, said = server.end()
    cases.case(status == 0, "after all that it ends in order", [str(status), said])
cases.end()
