"""Test Anything Protocol: what check scripts print and tests/run reads."""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Cases:
    """Prints one line a case as it is decided; `end` prints the plan and leaves with the right status."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def case(self, holds, name, details=()):
        self.count += 1
        if not holds:
            self.failed += 1
        print(f"{'ok' if holds else 'not ok'} {self.count} - {name}")
        if not holds:
            for line in details:
                print(f"# {line}")
        sys.stdout.flush()

    def skip(self, name, reason):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {reason}")

    def end(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed else 0)


def skip_all(reason):
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def files(*endings, under=""):
    """The project's own files, relative to its root: those git knows or would add, so that new work is looked at."""
    listing = subprocess.run(["git", "ls-files", "-z", "-co", "--exclude-standard", "--", under or "."], cwd=ROOT,
                             capture_output=True, text=True, check=False)
    if listing.returncode == 0:
        names = [n for n in listing.stdout.split("\0") if n and os.path.isfile(os.path.join(ROOT, n))]
    else:  # an unpacked archive
        names = [os.path.relpath(os.path.join(folder, n), ROOT)
                 for folder, folders, inside in os.walk(os.path.join(ROOT, under)) for n in inside
                 if not re.search(r"/(build[^/]*|node_modules|\.git)(/|$)", folder)]
    return sorted(n for n in names if not endings or n.endswith(endings))


def read(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        return file.read()


class Outcome:
    """What one run of a TAP program came to."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.reasons = []    # (case, why it was skipped)
        self.complaints = []  # lines that tell what failed


CASE = re.compile(r"^(ok|not ok)\b *\d* *(?:- )?(.*)$")
PLAN = re.compile(r"^1\.\.(\d+)(?: *# *SKIP *(.*))?")
SKIP = re.compile(r"# *SKIP\b *(.*)", re.IGNORECASE)


def judge(text, status, complaints=""):
    """Reads TAP `text`; `status` is the exit status (negative: a signal), `complaints` what stood on standard error.

    A program that stops early, leaves with a status that its cases do not explain, or runs no case has failed."""
    outcome = Outcome()
    planned, seen, in_failure = None, 0, False
    for line in text.splitlines():
        plan, case = PLAN.match(line), CASE.match(line)
        if plan:
            planned = (planned or 0) + int(plan.group(1))
            if plan.group(1) == "0" and plan.group(2) is not None:
                outcome.skipped += 1
                outcome.reasons.append(("", plan.group(2)))
        elif case:
            seen += 1
            skip = SKIP.search(case.group(2))
            in_failure = case.group(1) == "not ok" and not skip
            if skip:
                outcome.skipped += 1
                outcome.reasons.append((case.group(2)[:skip.start()].strip(), skip.group(1)))
            elif in_failure:
                outcome.failed += 1
            else:
                outcome.passed += 1
        if (in_failure and not plan) or line.startswith("Bail out!"):
            outcome.complaints.append(line)

    def fail(why):
        outcome.failed += 1
        outcome.complaints.append(why)

    if status < 0:
        fail(f"ended by signal {-status} after {seen} cases")
    elif planned is None or seen < planned:
        fail(f"stopped after {seen} of {planned or 'an unknown number of'} cases (exit status {status})")
    elif seen == 0 and not outcome.skipped:
        fail("ran no case at all")
    elif status != 0 and outcome.failed == 0:
        fail(f"left with exit status {status} although no case failed")
    if outcome.failed and complaints:
        outcome.complaints += complaints.splitlines()
    return outcome
