"""A site under test and people who visit it: for checks that speak HTTP to the real program."""
import fcntl
import glob
import html
import http.cookiejar
import os
import re
import shutil
import sqlite3
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

from tap import ROOT

PROGRAM = os.path.join(os.environ.get("BUILD", os.path.join(ROOT, "build")), "upward")


def has_server():
    said = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=False).stdout
    return " serve " in said


def make_demonstration(database, *options):
    """Of a file: a copy of one that is made once for all checks that run with this program."""
    if "://" in database:
        subprocess.run([PROGRAM, "demo", "--db", database, *options], check=True, capture_output=True)
        return
    folder = os.path.join(os.path.dirname(PROGRAM), "demonstration")
    made, stamp = os.path.join(folder, "site.db"), os.path.join(folder, f"of-{os.stat(PROGRAM).st_mtime_ns}-{time.strftime('%F')}")
    os.makedirs(folder, exist_ok=True)
    with open(folder + ".lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(stamp):
            shutil.rmtree(folder)
            os.mkdir(folder)
            subprocess.run([PROGRAM, "demo", "--db", made], check=True, capture_output=True)
            with open(stamp, "w", encoding="ascii"):
                pass
    for path in glob.glob(glob.escape(made) + "*"):
        shutil.copy2(path, database + path.removeprefix(made))


def hold_back_report(database):
    """The year and the hour (milliseconds) of last year's report of a demonstration in a file, which stands then as it did before
    its hour: released by two people, not published, and not corrected."""
    with sqlite3.connect(database) as file:
        year, hour = file.execute("SELECT year, release_ms FROM appraisal_report WHERE edition = 1 AND release_ms > 0").fetchone()
        file.execute("UPDATE life SET state = 'scheduled' WHERE machine = 'report' AND object = ?", (f"{year}/1",))
        file.execute("UPDATE life SET state = 'assembling' WHERE machine = 'report' AND object = ?", (f"{year}/2",))
    return year, hour


def set_clock(path, *moments):
    """The file of serve --clock: what time it is in milliseconds, and perhaps what a clock says that nobody can set."""
    with open(path + ".new", "w", encoding="ascii") as file:
        file.write(" ".join(map(str, moments)) + "\n")
    os.replace(path + ".new", path)


def until(what, patience=60):
    """What `what` returns once it is true; None when it never is."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.02)
    return None


class Site:
    """`upward serve` on a port that the system chooses."""

    def __init__(self, database, *options, is_unlimited=True):
        options = ["--unlimited"] * is_unlimited + list(options)
        self.process = subprocess.Popen([PROGRAM, "serve", "--db", database, "--listen", "127.0.0.1:0", *options],
                                        stderr=subprocess.PIPE, text=True)
        self.said = ""
        while " is ready" not in self.said:
            line = self.process.stderr.readline()
            if not line:
                raise RuntimeError(f"the server ended: {self.said}")
            self.said += line
        self.origin = re.search(r"(http://\S+) is ready", self.said).group(1)

    def processes(self):
        """{number: name} of the server and of what it has started."""
        found, names = {self.process.pid}, {}
        for _ in range(4):  # the server, its guard, the keeper, its workers
            for entry in os.listdir("/proc"):
                try:
                    with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:
                        name, rest = re.fullmatch(r"\d+ \((.*)\) (.*)\n", file.read(), re.S).groups()
                    if int(entry) in found or int(rest.split()[1]) in found:
                        found.add(int(entry))
                        names[int(entry)] = name
                except (OSError, ValueError, AttributeError):
                    continue
        return names

    def resident(self):
        """Megabytes: all of the server, and what the processes beside it have for themselves."""
        total = 0
        for process in self.processes():
            field = "VmRSS" if process == self.process.pid else "RssAnon"
            try:
                with open(f"/proc/{process}/status", encoding="ascii") as file:
                    total += int(re.search(rf"^{field}:\s+(\d+)", file.read(), re.M).group(1))
            except (OSError, AttributeError):
                continue
        return total / 1024

    def end(self):
        """SIGTERM; the exit status. What it said is in `said`."""
        self.process.terminate()
        self.said += self.process.communicate(timeout=40)[1]
        return self.process.returncode

    def kill(self):
        self.process.kill()
        self.said += self.process.communicate()[1]


class Visitor:
    """Keeps cookies; a form is sent with the token of the page that has it."""

    def __init__(self, origin):
        self.origin = origin
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def ask(self, path, fields=None):
        """(status, where it ended, headers, body); a refusal is an answer like any other."""
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        headers = {"Origin": self.origin} if data is not None else {}
        try:
            with self.opener.open(urllib.request.Request(self.origin + path, data, headers), timeout=60) as answer:
                return answer.status, answer.geturl(), answer.headers, answer.read().decode(errors="replace")  # a picture is an answer, too
        except urllib.error.HTTPError as answer:
            return answer.code, answer.geturl(), answer.headers, answer.read().decode()

    def get(self, path):
        return self.ask(path)[3]

    def post(self, path, page, **fields):
        """The form of `page` that goes to `path`: what it hides goes along."""
        form = next((one for one in re.findall(r"<form.*?</form>", page, re.S) if f'action="{path}"' in one), "")
        hidden = {name: html.unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)}
        return self.ask(path, {**hidden, **fields})

    def upload(self, path, page, file_name, content, patience=120):
        """The form of `page` that takes a file, sent to `path`: (status, where it ended, headers, body)."""
        form = next(one for one in re.findall(r"<form.*?</form>", page, re.S) if "multipart" in one)
        fields = {name: html.unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)}
        field = re.search(r'type="file"[^>]*name="([^"]+)"|name="([^"]+)"[^>]*type="file"', form)
        line = uuid.uuid4().hex
        body = "".join(f'--{line}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
        body += (f'--{line}\r\nContent-Disposition: form-data; name="{field.group(1) or field.group(2)}"; filename="{file_name}"\r\n'
                 "Content-Type: application/octet-stream\r\n\r\n")
        request = urllib.request.Request(self.origin + path, body.encode() + content + f"\r\n--{line}--\r\n".encode(),
                                         {"Origin": self.origin, "Content-Type": f"multipart/form-data; boundary={line}"})
        try:
            with self.opener.open(request, timeout=patience) as answer:
                return answer.status, answer.geturl(), answer.headers, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.geturl(), answer.headers, answer.read().decode()

    def sign_in(self, name):
        """As one of the people of the demonstration, whose name begins so."""
        page = self.get("/sign-in/demonstration")
        who = re.search(r'value="([0-9a-z]{26})"[^>]*>\s*<label[^>]*>' + re.escape(name), page).group(1)
        return self.post("/sign-in/demonstration", page, who=who)
