#!/usr/bin/env python3
"""Requests that are malformed, or say in two ways where they end: each has the statuses that it may get (0: the
connection is closed without an answer), and none may let a second request through that it carries inside.

tests/web/conformance.py build/src/web/serving"""
from raw import Cases, ask, serving, side_by_side

H = b"Host: HOST\r\n"
INNER = b"GET /echo/smuggled HTTP/1.1\r\n" + H + b"\r\n"  # what must not be answered
GOOD = b"GET /healthz HTTP/1.1\r\n" + H + b"\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


def line(first, *fields, end=b"\r\n\r\n"):
    return first + b"\r\n" + H + b"\r\n".join(fields) + end


def post(*fields, body=b""):
    return b"POST /echo HTTP/1.1\r\n" + H + FORM + b"".join(field + b"\r\n" for field in fields) + b"\r\n" + body


# name, bytes, statuses that the first answer may have. 0: closed without one.
TABLE = [
    # the request line
    ("the version is 0.9", b"GET /healthz\r\n\r\n", {0, 400, 505}),
    ("the version is 1.2", line(b"GET /healthz HTTP/1.2"), {400, 505}),
    ("the version is 2.0", line(b"GET /healthz HTTP/2.0"), {400, 505}),
    ("the version is 1.10", line(b"GET /healthz HTTP/1.10"), {400, 505}),
    ("the version is in small letters", line(b"GET /healthz http/1.1"), {400, 505}),
    ("the version is another protocol", line(b"GET /healthz RTSP/1.0"), {400, 505}),
    ("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {0, 400, 405, 505}),
    ("a TLS greeting", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64 + b"\r\n\r\n", {0, 400, 505}),
    ("no method", line(b" /healthz HTTP/1.1"), {0, 400, 405, 501}),
    ("no target", line(b"GET HTTP/1.1"), {0, 400, 505}),
    ("two spaces before the target", line(b"GET  /healthz HTTP/1.1"), {0, 200, 400, 505}),
    ("a tab instead of a space", line(b"GET\t/healthz HTTP/1.1"), {0, 400, 405, 501, 505}),
    ("a space in the target", line(b"GET /heal thz HTTP/1.1"), {0, 400, 404, 505}),
    ("the method is unknown", line(b"BREW /healthz HTTP/1.1"), {405, 501}),
    ("the method is in small letters", line(b"get /healthz HTTP/1.1"), {400, 405, 501}),
    ("the method has a control character", line(b"G\x01T /healthz HTTP/1.1"), {400, 405, 501}),
    ("the method is very long", line(b"G" * 3000 + b" /healthz HTTP/1.1"), {400, 405, 414, 431, 501}),
    ("TRACE", line(b"TRACE /healthz HTTP/1.1"), {405}),
    ("CONNECT", line(b"CONNECT HOST HTTP/1.1"), {400, 405}),
    ("OPTIONS *", line(b"OPTIONS * HTTP/1.1"), {400, 405}),
    ("GET *", line(b"GET * HTTP/1.1"), {400}),
    ("an absolute target", line(b"GET http://HOST/healthz HTTP/1.1"), {400}),
    ("an absolute target of another site", line(b"GET http://evil.example/healthz HTTP/1.1"), {400, 421}),
    ("a target without a slash", line(b"GET healthz HTTP/1.1"), {400}),
    ("a target with a fragment", line(b"GET /healthz#x HTTP/1.1"), {400, 404}),
    ("a NUL in the target", line(b"GET /healthz\x00x HTTP/1.1"), {0, 400, 404, 505}),
    ("an escaped NUL in the path", line(b"GET /echo/%00 HTTP/1.1"), {400}),
    ("bytes that are not UTF-8 in the path", line(b"GET /echo/\xff HTTP/1.1"), {400}),
    ("an overlong slash in the path", line(b"GET /echo/%c0%af HTTP/1.1"), {400}),
    ("dots that lead up", line(b"GET /echo/../healthz HTTP/1.1"), {400}),
    ("escaped dots that lead up", line(b"GET /echo/%2e%2e/healthz HTTP/1.1"), {400}),
    ("a backslash in the path", line(b"GET /echo\\x HTTP/1.1"), {400}),
    ("an escaped slash in the path", line(b"GET /echo/a%2fb HTTP/1.1"), {400}),
    ("an escape that breaks off in the path", line(b"GET /echo/a%2 HTTP/1.1"), {400}),
    ("two slashes", line(b"GET //healthz HTTP/1.1"), {400}),
    ("an escape that breaks off in the query", line(b"GET /echo?a=%e HTTP/1.1"), {400}),
    ("a value twice in the query", line(b"GET /echo?a=1&a=2 HTTP/1.1"), {400}),
    ("a line end in the query", line(b"GET /echo?a=%0d%0aX:%20y HTTP/1.1"), {400}),
    # Host
    ("no Host", b"GET /healthz HTTP/1.1\r\n\r\n", {400, 421}),
    ("an empty Host", b"GET /healthz HTTP/1.1\r\nHost:\r\n\r\n", {400, 421}),
    ("two Hosts", line(b"GET /healthz HTTP/1.1", b"Host: HOST"), {400}),
    ("two Hosts that differ", line(b"GET /healthz HTTP/1.1", b"Host: evil.example"), {400}),
    ("another Host", b"GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n", {421}),
    ("a Host with a user", b"GET /healthz HTTP/1.1\r\nHost: x@HOST\r\n\r\n", {400, 421}),
    ("HTTP/1.0 without Host", b"GET /healthz HTTP/1.0\r\n\r\n", {400, 421}),
    # header fields
    ("a space before the colon", line(b"GET /healthz HTTP/1.1", b"X-A : b"), {400}),
    ("a space before the first field", b"GET /healthz HTTP/1.1\r\n Host: HOST\r\n\r\n", {400}),
    ("a field that is continued on the next line", line(b"GET /healthz HTTP/1.1", b"X-A: b\r\n c"), {200, 400}),
    ("a field without a colon", line(b"GET /healthz HTTP/1.1", b"X-A"), {400}),
    ("a field without a name, which the library leaves out", line(b"GET /healthz HTTP/1.1", b": b"), {200, 400}),
    ("a field whose name has brackets", line(b"GET /healthz HTTP/1.1", b"X(A): b"), {400}),
    ("a field whose name is not ASCII", line(b"GET /healthz HTTP/1.1", b"X\xe9: b"), {400}),
    ("a control character in a value", line(b"GET /healthz HTTP/1.1", b"X-A: a\x01b"), {400}),
    ("an escape sequence in a value", line(b"GET /healthz HTTP/1.1", b"X-A: \x1b[31m"), {400}),
    ("a bare CR in a value", line(b"GET /healthz HTTP/1.1", b"X-A: a\rX-B: c"), {400}),
    ("a bare CR that hides a length", post(b"X-A: a\rContent-Length: 5", body=INNER), {400, 411}),
    ("a NUL in a value, which the library hides", line(b"GET /healthz HTTP/1.1", b"X-A: a\x00b"), {200, 400}),
    ("lines that end in LF alone", b"GET /healthz HTTP/1.1\nHost: HOST\n\n", {200, 400}),
    ("an empty line before the request", b"\r\n" + GOOD, {200, 400}),
    ("two credentials", line(b"GET /healthz HTTP/1.1", b"Authorization: Bearer a", b"Authorization: Bearer b"), {400}),
    # where the body ends
    ("both lengths", post(b"Content-Length: 5", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + INNER), {400}),
    ("both lengths, the other way round", post(b"Transfer-Encoding: chunked", b"Content-Length: 5", body=b"0\r\n\r\n" + INNER),
     {400}),
    ("two lengths", post(b"Content-Length: 0", b"Content-Length: 5", body=INNER), {400}),
    ("the same length twice", post(b"Content-Length: 0", b"Content-Length: 0", body=INNER), {400}),
    ("a list of lengths", post(b"Content-Length: 0, 0", body=INNER), {400}),
    ("a negative length", post(b"Content-Length: -1", body=INNER), {400}),
    ("a length with a plus", post(b"Content-Length: +0", body=INNER), {400}),
    ("a length in hexadecimal", post(b"Content-Length: 0x5", body=INNER), {400}),
    ("a length with a point", post(b"Content-Length: 5.0", body=INNER), {400}),
    ("a length of words", post(b"Content-Length: none", body=INNER), {400}),
    ("an empty length", post(b"Content-Length:", body=INNER), {400, 411}),
    ("a length beyond 64 bits", post(b"Content-Length: 99999999999999999999999", body=INNER), {400, 413}),
    ("a length of 2^64", post(b"Content-Length: 18446744073709551616", body=INNER), {400, 413}),
    ("a length with a space before the colon", post(b"Content-Length : 5", body=INNER), {400, 411}),
    ("a POST without a length", post(body=INNER), {411}),
    ("chunks", post(b"Transfer-Encoding: chunked", body=b"1\r\na\r\n0\r\n\r\n" + INNER), {411}),
    ("chunks with a size that is none", post(b"Transfer-Encoding: chunked", body=b"zz\r\na\r\n0\r\n\r\n" + INNER), {411}),
    ("chunks in capitals", post(b"Transfer-Encoding: CHUNKED", body=b"0\r\n\r\n" + INNER), {411}),
    ("chunks after gzip", post(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n" + INNER), {411}),
    ("chunks twice", post(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n" + INNER), {400}),
    ("chunks and identity", post(b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity", body=b"0\r\n\r\n" + INNER), {400}),
    ("an unknown transfer encoding", post(b"Transfer-Encoding: x", body=INNER), {411}),
    ("a transfer encoding behind a tab", post(b"Transfer-Encoding:\tchunked", body=b"0\r\n\r\n" + INNER), {411}),
    ("a transfer encoding with a space before the colon", post(b"Transfer-Encoding : chunked", body=b"0\r\n\r\n" + INNER), {400, 411}),
    ("a GET with a body", line(b"GET /echo HTTP/1.1", b"Content-Length: 5", end=b"\r\n\r\nhello") + INNER, {400, 413}),
    ("a GET with chunks", line(b"GET /echo HTTP/1.1", b"Transfer-Encoding: chunked", end=b"\r\n\r\n0\r\n\r\n") + INNER, {400, 411}),
    # what else a client may ask for
    ("an upgrade", line(b"GET /healthz HTTP/1.1", b"Connection: Upgrade", b"Upgrade: websocket"), {200, 400}),
    ("an upgrade to HTTP/2", line(b"GET /healthz HTTP/1.1", b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c"), {200, 400}),
    ("an expectation that is unknown", line(b"GET /healthz HTTP/1.1", b"Expect: the-moon"), {200, 400, 417}),
    ("two expectations", line(b"GET /healthz HTTP/1.1", b"Expect: a", b"Expect: b"), {400}),
    ("a range", line(b"GET /healthz HTTP/1.1", b"Range: bytes=0-0"), {200}),
    ("another method in a field", line(b"GET /healthz HTTP/1.1", b"X-HTTP-Method-Override: DELETE"), {200}),
    ("nothing at all", b"", {0}),
    ("half a request line", b"GET /hea", {0}),
    ("half a field", b"GET /healthz HTTP/1.1\r\nHost: HO", {0}),
    ("a body that breaks off", post(b"Content-Length: 50", body=b"a=1"), {0, 400}),
]

cases = Cases()
with serving("--unlimited") as server:
    host = server.host.encode()
    found = side_by_side(lambda row: ask(server, row[1].replace(b"HOST", host), 1.0 if 0 in row[2] else 10.0), TABLE)
    for (name, raw, allowed), answers in zip(TABLE, found):
        first = answers[0][0] if answers else 0
        smuggled = [body for _, _, body in answers[1:] if b"smuggled" in body]
        complaints = [f"the first answer was {first}, allowed: {sorted(allowed)}"] if first not in allowed else []
        complaints += ["a request inside it was answered"] if smuggled else []
        cases.case(not complaints, name, complaints)

    two = ask(server, (GOOD + GOOD.replace(b"/healthz", b"/echo/second")).replace(b"HOST", host))
    cases.case([a[0] for a in two] == [200, 200] and b"second" in two[1][2], "two requests one behind the other get two answers",
               [repr(two)])
    last = ask(server, (line(b"GET /healthz HTTP/1.1", b"Connection: close") + GOOD).replace(b"HOST", host))
    cases.case([a[0] for a in last] == [200], "nothing is answered behind Connection: close", [repr(last)])
    head = ask(server, GOOD.replace(b"GET", b"HEAD").replace(b"HOST", host), methods=("HEAD",))
    cases.case(head[0][0] == 200 and head[0][2] == b"" and head[0][1]["content-length"] == "3", "HEAD has the head alone", [repr(head)])
    expected = ask(server, post(b"Content-Length: 100000", b"Expect: 100-continue").replace(b"HOST", host))
    cases.case(expected[0][0] == 413, "what is too large is refused before it is sent", [repr(expected)])
    still = ask(server, GOOD.replace(b"HOST", host))
    cases.case(still[0][0] == 200, "the server is as well as before")
    names = [set(fields) for _, fields, _ in two + last + head + expected]
    cases.case(all(not n & {"server", "x-powered-by"} and {"content-security-policy", "x-content-type-options"} <= n for n in names),
               "each answer has its security fields and says nothing about the program", [repr(names)])
    status, said = server.end()
    cases.case(status == 0 and not said, "it ends in order", [str(status), said])
cases.end()
