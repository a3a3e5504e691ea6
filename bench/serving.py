"""The rows of make bench on the web application: wrk asks, on the same cores, for pages of the demonstration's database."""
import os
import pwd
import random
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests"))
SECONDS, SECONDS_IN_TURN, CONNECTIONS = 5, 2, 32
IMPORT_ROWS = 100000
ELECTORS, AT_ONCE, QUESTIONS, ANSWERING_SECONDS, ANSWERING_CONNECTIONS = 2400, 200, 17, 20, 8

# Two hundred people at a time: each page is asked for, then sent, and at last the whole, so that nobody's next step is on its
# way before the last is done.
ANSWERING = """
local tokens = {{ {tokens} }}
local steps, n = 2 * {questions} + 1, -1
wrk.headers["Origin"] = "{origin}"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
function request()
  n = n + 1
  local block, within = math.floor(n / ({at_once} * steps)), n % ({at_once} * steps)
  local step, token = math.floor(within / {at_once}), tokens[block * {at_once} + within % {at_once} + 1]
  if token == nil then return wrk.format("GET", "/healthz") end
  local path = "/a/" .. token .. "/q/" .. (math.floor(step / 2) + 1)
  if step == steps - 1 then return wrk.format("POST", "/a/" .. token .. "/done", nil, "own=yes") end
  if step % 2 == 0 then return wrk.format("GET", path) end
  return wrk.format("POST", path, nil, "national=" .. (n % 5 + 1) .. "&local=" .. (n % 4 + 1))
end
"""

NGINX = """
user {user}; daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; types {{ text/html html; }}
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c; uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; root {folder}; }} }}
"""


def seconds_of(words):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", words).groups()
    return float(number) * {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}[unit]


def wrk(address, cookie="", seconds=SECONDS, connections=CONNECTIONS, more=()):
    """(requests a second, 99th percentile in seconds); answers that are no success fail."""
    done = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *(["-H", f"Cookie: {cookie}"] if cookie else []),
                           *more, address], capture_output=True, text=True, check=True)
    if "Non-2xx" in done.stdout:
        raise RuntimeError(f"{address}: {re.search('Non-2xx.*', done.stdout).group()}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout).group(1)), seconds_of(re.search(r"99%\s+(\S+)", done.stdout).group(1))


class Pages:
    def __init__(self, build, folder):
        os.environ["BUILD"] = build
        import visitor  # finds the program by BUILD
        self.tools, self.folder = visitor, folder
        self.database = os.path.join(folder, "serving.db")
        visitor.make_demonstration(self.database)

    def start(self):
        began = time.monotonic()
        site = self.tools.Site(self.database)
        return site, time.monotonic() - began

    def signed_in(self, site):
        """The cookie of the analyst."""
        person = self.tools.Visitor(site.origin)
        person.sign_in("Dev Ramanathan")
        return "; ".join(f"{one.name}={one.value}" for one in person.jar), person

    def beside_nginx(self, address, cookie, page):
        """Ours and nginx with the same bytes as a file, in turn: (requests a second, p99, requests a second of nginx), medians of five."""
        with open(os.path.join(self.folder, "page.html"), "w", encoding="utf-8") as file:
            file.write(page)
        port = 18000 + os.getpid() % 2000
        config = os.path.join(self.folder, "nginx.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(NGINX.format(folder=self.folder, port=port, user=pwd.getpwuid(os.getuid()).pw_name))
        server = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", config, "-p", self.folder], stderr=subprocess.DEVNULL)
        try:
            static = f"http://127.0.0.1:{port}/page.html"
            self.tools.until(lambda: subprocess.run(["curl", "-sfo", os.devnull, static], check=False).returncode == 0)
            runs = [(*wrk(address, cookie, SECONDS_IN_TURN), wrk(static, seconds=SECONDS_IN_TURN)[0]) for _ in range(5)]
            return [statistics.median(one) for one in zip(*runs)]
        finally:
            server.terminate()
            server.wait()

    def load(self, site, person):
        """(seconds, megabytes at most, p99 of pages meanwhile) of a file of 100,000 rows, from the form to the figures."""
        rows = ["indicator,organisation,period,numerator,denominator"]
        places = re.findall(r"^(E38\d+),", person.get("/organisations.csv"), re.M)
        for i in range(IMPORT_ROWS):
            month = i // len(places)
            rows.append(f"letters,{places[i % len(places)]},{1975 + month // 12}-{month % 12 + 1:02},{900 + i % 90},1000")
        times, most, is_done = [], [site.resident()], threading.Event()

        def visit():
            reader = self.tools.Visitor(site.origin)
            while not is_done.is_set():
                began = time.monotonic()
                reader.get("/organisations")
                times.append(time.monotonic() - began)
                most.append(site.resident())
                time.sleep(0.02)

        watcher = threading.Thread(target=visit)
        watcher.start()
        began = time.monotonic()
        try:
            _, where, _, preview = person.upload("/measures/load", person.get("/measures/load"), "letters.csv", "\n".join(rows).encode())
            where = where.removeprefix(site.origin)
            status, _, _, after = person.post(f"{where.split('?')[0]}/apply", preview)
            seconds = time.monotonic() - began
        finally:
            is_done.set()
            watcher.join()
        if status != 200 or f"{IMPORT_ROWS:,}" not in after.replace("&nbsp;", " "):
            raise RuntimeError(f"the file was not taken: {status}")
        return seconds, max(most), sorted(times)[int(len(times) * 0.99) - 1]

    def rows(self, row):
        starts = []
        for _ in range(3):
            site, took = self.start()
            starts.append(took)
            idle = site.resident()
            site.end()
        start = statistics.median(starts)
        yield row("serve: start", f"{start:.3f} s", "", None, "under 0.5 s", start < 0.5)
        yield row("serve: idle memory", f"{idle:.0f} MB", "", None, "under 60 MB", idle < 60)
        if not shutil.which("wrk"):
            yield row("serve: pages", "", "wrk is not installed: scripts/bootstrap bench")
            return
        site, _ = self.start()
        try:
            cookie, person = self.signed_in(site)
            yield from self.page_rows(row, site, cookie, person)
            yield self.answering_row(row, site)
            seconds, megabytes, late = self.load(site, person)
            yield row(f"serve: {IMPORT_ROWS:,} rows from the form to the figures", f"{seconds:.1f} s", "", None, "under 10 s", seconds < 10)
            yield row("serve: memory meanwhile", f"{megabytes:.0f} MB", "", None, "under 200 MB", megabytes < 200)
            yield row("serve: p99 of pages meanwhile", f"{late * 1e3:.0f} ms", "", None, "under 200 ms", late < 0.2)
        finally:
            site.end()

    def answering_row(self, row, site):
        """Questionnaires a second, each step of them durable, and the slowest page of a hundred."""
        import electors
        script = os.path.join(self.folder, "answering.lua")
        tokens = electors.invite(self.database, ELECTORS, random.Random(1))
        with open(script, "w", encoding="ascii") as file:
            file.write(ANSWERING.format(tokens=", ".join(f'"{token}"' for token in tokens), questions=QUESTIONS, at_once=AT_ONCE, origin=site.origin))
        before = electors.n_sent(self.database)
        per_second, late = wrk(site.origin, seconds=ANSWERING_SECONDS, connections=ANSWERING_CONNECTIONS, more=["-s", script])
        sent, rate = electors.n_sent(self.database) - before, per_second / (2 * QUESTIONS + 1)
        if sent < AT_ONCE:
            raise RuntimeError(f"{sent} questionnaires were sent")
        return row("serve: questionnaires, each of 35 requests", f"{rate:.0f}/s, p99 {late * 1e3:.0f} ms", "", None, "25/s, 100 ms",
                   rate >= 25 and late < 0.1)

    def page_rows(self, row, site, cookie, person):
        for what, path, aim, p99 in (("a published chart's page", "/measures/falls/at/03V", 1500, 0.04),
                                     ("a chart as SVG", "/measures/falls/at/03V/chart.svg", 1500, 0.04),
                                     ("organisations, from the database", "/organisations", None, None),
                                     ("figures and verdicts as JSON", "/api/v1/indicators/falls/series/03V", None, None)):
            ours, late = wrk(site.origin + path)
            yield row(f"serve: {what}", f"{ours:,.0f}/s, p99 {late * 1e3:.0f} ms", "", None,
                      f"{aim:,}/s, {p99 * 1e3:.0f} ms" if aim else "", ours >= aim and late < p99 if aim else None)
        path = "/measures?organisation=all"
        page = person.get(path)
        what = f"serve: signed in, a table of {page.count('<svg')} pictures, {len(page.encode()) / 1024:.0f} kB"
        if not (shutil.which("nginx") or os.path.exists("/usr/sbin/nginx")):
            yield row(what, f"{wrk(site.origin + path, cookie)[0]:,.0f}/s", "nginx is not installed: scripts/bootstrap bench")
            return
        ours, late, theirs = self.beside_nginx(site.origin + path, cookie, page)
        yield row(f"{what}: nginx, a file", f"{ours:,.0f}/s, p99 {late * 1e3:.0f} ms", f"{theirs:,.0f}/s", ours / theirs, "at least 0.3 x",
                  ours >= 0.3 * theirs)
