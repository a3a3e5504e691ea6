#!/usr/bin/env python3
"""Each limit of the server one below it, at it and one above it; forms and files; who may send them.

tests/web/limits.py build/src/web/serving"""
import json
import time

from raw import Cases, ask, get, now, read_all, responses, serving, side_by_side

cases = Cases()


def form_of(server):
    """The cookie and the token that a page gave."""
    status, fields, body = get(server, "/echo")
    assert status == 200, status
    return fields["set-cookie"].split(";")[0], json.loads(body)["token"]


def post(server, target, body, kind="application/x-www-form-urlencoded", fields=(), origin=True):
    head = [f"POST {target} HTTP/1.1", f"Host: {server.host}", f"Content-Type: {kind}", f"Content-Length: {len(body)}",
            "Connection: close", *([f"Origin: {server.origin}"] if origin else []), *fields]
    answers = ask(server, "\r\n".join(head).encode() + b"\r\n\r\n" + body)
    return answers[0] if answers else (0, {}, b"")


def boundary(name, tries):
    """`tries`: (what, function that asks, status it must get)."""
    found = side_by_side(lambda item: item[1](), tries, 3)
    wrong = [f"{what}: {answer[0]} instead of {status}" for (what, _, status), answer in zip(tries, found)
             if answer[0] != status]
    cases.case(not wrong, name, wrong)


def multipart(parts, end=b"--xy--\r\n"):
    """[(head lines, content)] as a body whose boundary is xy."""
    return b"".join(b"--xy\r\n" + "\r\n".join(head).encode() + b"\r\n\r\n" + content + b"\r\n" for head, content in parts) + end


def field(name, content):
    return [f'Content-Disposition: form-data; name="{name}"'], content


def upload(name, file_name, content):
    return [f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"', "Content-Type: text/csv"], content


def of_length(server, start, n):
    """A request line of n bytes that asks for `start` and a query."""
    rest = n - len(f"GET {start}? HTTP/1.1")
    return lambda: get(server, f"{start}?" + "x" * rest)


def head_of(server, n):
    """A request whose header block has n bytes, spread over fields that are each small enough."""
    start = f"GET /echo HTTP/1.1\r\nHost: {server.host}\r\nConnection: close\r\n".encode()
    block = b""
    while len(start) + len(block) + 4002 + 2 <= n:
        block += b"X-%d: " % (len(block) % 10) + b"x" * 3994 + b"\r\n"
    rest = n - len(start) - len(block) - 2
    block += b"X-R: " + b"x" * (rest - 7) + b"\r\n" if rest >= 7 else b""
    raw = start + block + b"\r\n"
    return lambda: (ask(server, raw) or [(0, {}, b"")])[0]


with serving("--unlimited") as server:
    # the address
    boundary("path: 1,024 bytes", [(n, lambda n=n: get(server, "/echo/" + "x" * (n - 6)), status)
                                   for n, status in ((1023, 200), (1024, 200), (1025, 400))])
    boundary("path: 12 parts", [(n, lambda n=n: get(server, "/echo" + "/x" * (n - 1)), status)
                                for n, status in ((11, 200), (12, 200), (13, 400))])
    boundary("query: 2,048 bytes", [(n, lambda n=n: get(server, "/echo?" + "a=" + "x" * (n - 2)), status)
                                    for n, status in ((2047, 200), (2048, 200), (2049, 400))])
    boundary("query: 32 values", [(n, lambda n=n: get(server, "/echo?" + "&".join(f"a{i}=1" for i in range(n))), status)
                                  for n, status in ((31, 200), (32, 200), (33, 400))])
    boundary("address: 4,096 bytes", [(n, lambda n=n: get(server, "/echo?" + "x" * (n - 6)), status)
                                      for n, status in ((4095, 400), (4096, 400), (4097, 414))])
    twice = get(server, "/echo?list=1&list=2&other=a")
    cases.case(json.loads(twice[2])["query"] == [["list", "1"], ["list", "2"], ["other", "a"]], "a declared list may have more values")

    # the head
    boundary("header: 64 fields", [(n, lambda n=n: get(server, "/echo", *[f"X-{i}: 1" for i in range(n - 2)]), status)
                                   for n, status in ((63, 200), (64, 200), (65, 431))])
    boundary("header: a field of 8 KiB", [(n, lambda n=n: get(server, "/echo", "X-A: " + "x" * (n - 3)), status)
                                          for n, status in ((8191, 200), (8192, 200), (8193, 431))])
    boundary("header: 16 KiB in all", [(n, head_of(server, n), status)
                                       for n, status in ((16383, 200), (16384, 200), (16385, 431))])
    boundary("cookies: 4 KiB", [(n, lambda n=n: get(server, "/echo", "Cookie: a=" + "x" * (n - 2)), status)
                                for n, status in ((4095, 200), (4096, 200), (4097, 431))])
    boundary("cookies: 20", [(n, lambda n=n: get(server, "/echo", "Cookie: " + "; ".join(f"c{i}=1" for i in range(n))), status)
                             for n, status in ((19, 200), (20, 200), (21, 431))])

    # forms
    cookie, token = form_of(server)
    mine = [f"Cookie: {cookie}"]
    csrf = f"&csrf={token}".encode()

    def send(body, **how):
        return post(server, "/echo", body + csrf, fields=mine, **how)

    plain = send(b"a=four+hour%20waits&b=one%0D%0Atwo")
    cases.case(plain[0] == 200 and json.loads(plain[2])["fields"][:2] == [["a", "four hour waits"], ["b", "one\r\ntwo"]],
               "a form arrives as it was typed", [repr(plain)])
    boundary("form: 64 KiB", [(n, lambda n=n: send(b"&".join([b"a=" + b"x" * 16000] * 4) + b"&a=" + b"x" * (n - len(csrf) - 4 * 16003 - 2)),
                               status) for n, status in ((65535, 200), (65536, 200), (65537, 413))])
    boundary("form: 200 values", [(n, lambda n=n: send(b"&".join([b"a=1"] * (n - 1))), status)
                                  for n, status in ((199, 200), (200, 200), (201, 413))])
    boundary("form: a value of 16 KiB", [(n, lambda n=n: send(b"a=" + b"x" * n), status)
                                         for n, status in ((16383, 200), (16384, 200), (16385, 413))])
    boundary("form: what is not text, not known, or twice", [
        ("not UTF-8", lambda: send(b"a=%ff"), 400), ("a NUL", lambda: send(b"a=%00"), 400),
        ("half an escape", lambda: send(b"a=%2"), 400), ("an unknown field", lambda: send(b"c=1"), 400),
        ("a field twice", lambda: send(b"b=1&b=2"), 400), ("a control character", lambda: send(b"b=%1b"), 422),
        ("a day that is none", lambda: send(b"day-day=31&day-month=2&day-year=2026"), 422),
        ("another kind", lambda: send(b"a=1", kind="text/plain"), 415)])

    # who may send one
    boundary("forged forms", [
        ("the real one", lambda: send(b"a=1"), 200),
        ("no token", lambda: post(server, "/echo", b"a=1", fields=mine), 403),
        ("a wrong token", lambda: post(server, "/echo", b"a=1&csrf=" + b"A" * 43, fields=mine), 403),
        ("no cookie", lambda: post(server, "/echo", b"a=1" + csrf), 403),
        ("another's cookie", lambda: post(server, "/echo", b"a=1" + csrf, fields=[f"Cookie: {form_of(server)[0]}"]), 403),
        ("the cookie twice", lambda: post(server, "/echo", b"a=1" + csrf, fields=[f"Cookie: {cookie}; {cookie}"]), 403),
        ("no Origin and no Referer", lambda: send(b"a=1", origin=False), 403),
        ("a Referer of ours", lambda: post(server, "/echo", b"a=1" + csrf, origin=False, fields=[*mine, f"Referer: {server.origin}/echo"]), 200),
        ("a Referer like ours", lambda: post(server, "/echo", b"a=1" + csrf, origin=False, fields=[*mine, f"Referer: {server.origin}0/"]), 403),
        ("another Origin", lambda: post(server, "/echo", b"a=1" + csrf, origin=False, fields=[*mine, "Origin: http://evil.example"]), 403),
        ("Origin: null", lambda: post(server, "/echo", b"a=1" + csrf, origin=False, fields=[*mine, "Origin: null"]), 403),
        ("from the same site", lambda: post(server, "/echo", b"a=1" + csrf, fields=[*mine, "Sec-Fetch-Site: same-origin"]), 200),
        ("from a neighbouring site", lambda: post(server, "/echo", b"a=1" + csrf, fields=[*mine, "Sec-Fetch-Site: same-site"]), 403),
        ("from elsewhere", lambda: post(server, "/echo", b"a=1" + csrf, fields=[*mine, "Sec-Fetch-Site: cross-site"]), 403)])

    # JSON
    bearer = ["Authorization: Bearer upw_test"]

    def send_json(body, fields=bearer, **how):
        return post(server, "/api/echo", body, **{"kind": "application/json", "fields": fields, "origin": False, **how})

    boundary("JSON: 256 KiB, with a token", [
        *[(n, lambda n=n: send_json(b'"' + b"x" * (n - 2) + b'"'), status) for n, status in ((262143, 200), (262144, 200), (262145, 413))],
        ("another token", lambda: send_json(b"{}", ["Authorization: Bearer upw_other"]), 401),
        ("no token", lambda: send_json(b"{}", []), 401),
        ("not UTF-8", lambda: send_json(b'"\xff"'), 400),
        ("with its character set", lambda: send_json(b"{}", kind="application/json; charset=utf-8"), 200),
        ("as a form", lambda: send_json(b"{}", kind="application/x-www-form-urlencoded"), 415)])

    # files
    def send_parts(parts, end=b"--xy--\r\n", kind="multipart/form-data; boundary=xy"):
        return post(server, "/echo/file", multipart([field("csrf", token.encode()), *parts], end), kind, mine)

    whole = send_parts([field("a", "Zoë".encode()), upload("file", "C:\\\\waits.csv", b"a,b\r\n1,2\r\n"), upload("second", "", b"")])
    echoed = json.loads(whole[2]) if whole[0] == 200 else {}
    cases.case(whole[0] == 200 and echoed["files"] == [["file", "waits.csv", 10, "a,b\r\n1,2\r\n"]] and ["a", "Zoë"] in echoed["fields"],
               "a form with a file arrives, and no file that was not chosen", [repr(whole)])
    boundary("files: 1 MiB in all", [(n, lambda n=n: send_parts([upload("second", "a.csv", b"x" * (n - len(multipart([
        field("csrf", token.encode()), upload("second", "a.csv", b"")]))))]), status)
        for n, status in ((1048575, 200), (1048576, 200), (1048577, 413))])
    boundary("files: 100,000 bytes of one", [(n, lambda n=n: send_parts([upload("file", "a.csv", b"x" * n)]), status)
                                             for n, status in ((99999, 200), (100000, 200), (100001, 422))])
    boundary("files: 50 parts", [(n, lambda n=n: send_parts([field("a", b"1")] * (n - 1)), status)
                                 for n, status in ((49, 200), (50, 200), (51, 413))])
    boundary("files: a value of 16 KiB", [(n, lambda n=n: send_parts([field("a", b"x" * n)]), status)
                                          for n, status in ((16383, 200), (16384, 200), (16385, 413))])
    long_names = [(n, lambda n=n: post(server, "/echo/file", multipart([field("csrf", token.encode())]).replace(
        b"--xy", b"--" + b"x" * n), "multipart/form-data; boundary=" + "x" * n, mine), status)
        for n, status in ((1, 400), (2, 200), (69, 200), (70, 200), (71, 400))]
    boundary("files: a boundary of 2 to 70 characters", [*long_names, (0, lambda: send_parts([], kind="multipart/form-data; boundary="), 400),
                                                         ("none", lambda: send_parts([], kind="multipart/form-data"), 400)])
    boundary("files: what no browser sends", [
        ("no end", lambda: send_parts([field("a", b"1")], end=b""), 400),
        ("half an end", lambda: send_parts([field("a", b"1")], end=b"--xy"), 400),
        ("no name", lambda: send_parts([(["Content-Disposition: form-data"], b"1")]), 400),
        ("a head of 4 KiB", lambda: send_parts([([f'Content-Disposition: form-data; name="a"', "X: " + "x" * 4096], b"1")]), 400),
        ("base64", lambda: send_parts([(['Content-Disposition: form-data; name="a"', "Content-Transfer-Encoding: base64"], b"MQ==")]), 400),
        ("an unknown file", lambda: send_parts([upload("other", "a.csv", b"1")]), 400),
        ("a file twice", lambda: send_parts([upload("file", "a.csv", b"1"), upload("file", "b.csv", b"2")]), 400),
        ("a NUL in a value", lambda: send_parts([field("a", b"1\x002")]), 400),
        ("a value that is not UTF-8", lambda: send_parts([field("a", b"\xff")]), 400),
        ("nothing", lambda: post(server, "/echo/file", b"", "multipart/form-data; boundary=xy", mine), 403)])

    # keep-alive: the hundredth answer is the last
    raw = f"GET /healthz HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode() * 120
    with server.connect() as connection:
        connection.sendall(raw)
        answered = responses(read_all(connection))
    cases.case(len(answered) == 100 and answered[-1][1].get("connection", "").lower() == "close" and answered[98][1].get("connection") is None,
               "a connection is closed behind its hundredth request", [str(len(answered))])

with serving() as server:
    held = [server.connect() for _ in range(32)]
    for connection in held:  # answered, each is counted: threads accept side by side, in no order
        connection.sendall(f"GET /healthz HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode())
        connection.recv(4096)
    beyond = get(server, "/healthz")
    cases.case(beyond[0] == 503 and "retry-after" in beyond[1], "of a network 32 connections, and to the next 503", [repr(beyond)])
    for connection in held[:8]:
        connection.close()
    again = next((answer for answer in (get(server, "/healthz") for _ in range(50)) if answer[0] == 200), None)
    cases.case(again is not None, "when some have gone, others are served again")
    for connection in held:
        connection.close()
    time.sleep(1.8)  # what those 83 have taken at most flows back at 50 a second: the bucket is full again
    burst = f"GET /echo HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode() * 100
    began = now()
    codes = [a for answers in side_by_side(lambda raw: ask(server, raw, further=3.0), [burst] * 6) for a in answers]
    allowed = 200 + 50 * (now() - began) + 1
    served = sum(a[0] == 200 for a in codes)
    late = [a[1].get("retry-after") for a in codes if a[0] == 429]
    cases.case(200 <= served <= allowed and served + len(late) == 600 and set(late) <= {"1"},
               "a burst of 200 requests, then 429 and when to come again", [f"{served} of {len(codes)}, {allowed} allowed"])

with serving("--proxy", "127.0.0.1") as server:
    far = get(server, "/echo", "X-Forwarded-For: 198.51.100.9, 203.0.113.77")
    cases.case(json.loads(far[2])["network"] == "203.0.113.0/24", "behind our proxy its last word counts", [repr(far)])
    held = [server.connect() for _ in range(40)]
    cases.case(get(server, "/healthz")[0] == 200, "a proxy may have more connections than others")
with serving() as server:
    claimed = get(server, "/echo", "X-Forwarded-For: 203.0.113.77")
    cases.case(json.loads(claimed[2])["network"] == "127.0.0.0/24", "what a stranger says of forwarding does not", [repr(claimed)])
cases.end()
