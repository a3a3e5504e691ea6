"""Many who ask a site at once, and what each is answered, to the byte."""
import http.client
import threading

CROWD = 50


def connect(origin):
    return http.client.HTTPConnection(origin.removeprefix("http://"), timeout=20)


def ask(connection, method, path, headers):
    """(status, headers, body) without the date, which is of each answer alone, and the end of a connection, which comes
    after so many of them."""
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    kept = tuple((name, value) for name, value in answer.getheaders() if name.lower() not in ("date", "connection"))
    return answer.status, kept, body


def ask_at_once(origin, path, cookies=("", "other=1")):
    """What CROWD people are answered who ask for it in the same moment, each with one of the cookies or (empty) none: a set of
    one where everybody is answered the same."""
    gate, answers = threading.Barrier(CROWD), []

    def visit(number):
        cookie = cookies[number % len(cookies)]
        connection = connect(origin)
        gate.wait(20)
        answers.append(ask(connection, "GET", path, {"Cookie": cookie} if cookie else {}))

    people = [threading.Thread(target=visit, args=(n,)) for n in range(CROWD)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    if len(answers) < CROWD:
        raise AssertionError(f"{len(answers)} of {CROWD} were answered")
    return set(answers)
