"""People who stand on the lists of the demonstration's open round, and answer over HTTP."""
import hashlib
import re
import sqlite3
import threading
import time

from visitor import Visitor

QUESTIONS = 17  # that are judged
LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
YEAR = time.strftime("%Y")


def mark_of(token):
    """That a link is spent: what the database knows of it."""
    return hashlib.blake2b(b"upward/answers/spent/v1\0" + token.encode(), digest_size=32).digest()


def invite(database, n, chance):
    """Links for people who stand on lists and have not answered: what their letters would hold."""
    tokens = ["".join(chance.choice(LETTERS) for _ in range(25)) + chance.choice(LETTERS[::4]) for _ in range(n)]  # 128 bits
    with sqlite3.connect(database) as file:
        people = [row[0] for row in file.execute("SELECT id FROM appraisal_elector WHERE year = ? ORDER BY id", (YEAR,))]
        with sqlite3.connect(f"file:{database}.answers?mode=ro", uri=True) as answers:
            spent = {row[0] for row in answers.execute("SELECT mark FROM spent")}
        used = {who for mark, who in file.execute("SELECT mark, elector FROM appraisal_link") if bytes.fromhex(mark) in spent}
        free = [who for who in people if who not in used]
        file.executemany("INSERT INTO appraisal_link (mark, elector) VALUES (?, ?)",
                         [(mark_of(token).hex(), who) for token, who in zip(tokens, chance.sample(free, n))])
    return tokens


class Elector(threading.Thread):
    """Answers as many questions as the server lives to take, and goes on the next time. `rated` is what was acknowledged."""

    def __init__(self, token, words):
        super().__init__(daemon=True)
        self.token, self.words = token, words
        self.rated, self.receipt, self.wrong, self.is_over, self.origin = 0, None, [], False, None

    def at(self, origin):
        again = Elector(self.token, self.words)
        again.rated, again.receipt, again.wrong, again.is_over, again.origin = self.rated, self.receipt, self.wrong, self.is_over, origin
        return again

    def ask(self, tail, fields=None):
        return Visitor(self.origin).ask(f"/a/{self.token}{tail}", fields)

    def go_on(self):
        status, _, _, page = self.ask("")
        if status == 410 and "already been used" in page:  # it was sent, and the server died before it could say so
            self.is_over = True
            return
        if status != 200:
            self.wrong.append(f"the first page answers {status}")
            return
        for n in range(1, self.rated + 1):
            if "checked" not in self.ask(f"/q/{n}")[3]:
                self.wrong.append(f"question {n} was saved, and is empty")
        for n in range(self.rated + 1, QUESTIONS + 1):
            rating = str(1 + n % 5)
            status, where, _, _ = self.ask(f"/q/{n}", {"national": rating, "local": rating})
            if status != 200 or where.endswith(f"/q/{n}"):
                self.wrong.append(f"question {n} answers {status}")
                return
            self.rated = n
        self.ask("/open/1", {"words": self.words})
        status, _, _, page = self.ask("/done", {"own": "yes"})
        receipt = re.search(r"\b([0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4})\b", page)
        if status == 200 and "Your answers were sent" in page and receipt:
            self.receipt, self.is_over = receipt.group(1), True
        else:
            self.wrong.append(f"sending answers {status}")

    def run(self):
        try:
            self.go_on()
        except OSError:
            pass  # the server was killed


def count(database, sql, *values):
    with sqlite3.connect(f"file:{database}.answers?mode=ro", uri=True) as file:
        return file.execute(sql, values).fetchone()[0]


def n_sent(database):
    return sum(count(database, f"SELECT count(*) FROM {table} WHERE round = ? AND kind = 0", YEAR) for table in ("staged", "collected"))
