#!/usr/bin/env python3
"""Our components beside the design system's own fixtures: compare.py PROGRAM COMPONENTS_FOLDER [--list]

PROGRAM (nhsuk-fixtures) draws each fixture with our functions. Both results are read into trees, where the order of
attributes and the space between elements do not count, and must be the same; so must the words that a screen reader
would read, where space does count. Fixtures that our options cannot express stand in not-expressed.csv, each with the
reason, and nowhere else. Prints TAP; --list prints what not-expressed.csv should hold.
"""
import csv
import html.parser
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
INLINE = {"a", "b", "code", "em", "i", "span", "strong", "label", "button"}


class Tree(html.parser.HTMLParser):
    """(tag, attributes, children), with text between as strings."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.root = ("", {}, [])
        self.open = [self.root]
        self.spoken = []
        self.feed(markup)
        self.close()
        if len(self.open) != 1:
            raise ValueError(f"<{self.open[-1][0]}> is not closed")

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        for name in ("class", "aria-describedby"):
            if name in attributes:
                attributes[name] = attributes[name].split()
        element = (tag, attributes, [])
        self.open[-1][2].append(element)
        if tag not in VOID:
            self.open.append(element)
        if tag not in INLINE:
            self.spoken.append(" ")

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if self.open[-1][0] != tag:
            raise ValueError(f"</{tag}> where <{self.open[-1][0]}> is open")
        self.open.pop()
        if tag not in INLINE:
            self.spoken.append(" ")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data):
        kept = any(element[0] in ("textarea", "pre") for element in self.open)
        words = data if kept else " ".join(data.split())
        children = self.open[-1][2]
        if words:
            children.append(words)
        self.spoken.append(data)

    def words(self):
        return "".join(self.spoken).split()


def without_logo(markup):
    """The health service's logo, which we do not draw."""
    begin = markup.find('<svg class="nhsuk-header__logo"')
    if begin < 0:
        return markup
    return markup[:begin] + markup[markup.index("</svg>", begin) + len("</svg>"):]


def difference(ours, theirs, path="page"):
    if isinstance(ours, str) or isinstance(theirs, str):
        return None if ours == theirs else f"{path}: ours {ours!r:.160}, theirs {theirs!r:.160}"
    if ours[0] != theirs[0] or ours[1] != theirs[1]:
        return f"{path}: ours <{ours[0]} {ours[1]}>, theirs <{theirs[0]} {theirs[1]}>"
    if any(child[0] == "caller" for child in ours[2]):  # whatever stands in its place in the fixture
        at = [child[0] for child in ours[2]].index("caller")
        after = len(ours[2]) - at - 1
        theirs = (theirs[0], theirs[1], theirs[2][:at] + [ours[2][at]] + theirs[2][len(theirs[2]) - after:])
    for one, other in zip(ours[2], theirs[2]):
        found = difference(one, other, f"{path} > {ours[0]}")
        if found:
            return found
    if len(ours[2]) != len(theirs[2]):
        longer = (ours if len(ours[2]) > len(theirs[2]) else theirs)[2][min(len(ours[2]), len(theirs[2]))]
        whose = "ours" if len(ours[2]) > len(theirs[2]) else "theirs"
        return f"{path} > {ours[0]}: only {whose} has {longer!r:.160}"
    return None


def compare(drawn, theirs):
    ours, theirs = Tree(drawn), Tree(without_logo(theirs))
    found = difference(ours.root, theirs.root)
    if found is None and "<caller>" not in drawn and ours.words() != theirs.words():
        found = f"read aloud: ours {' '.join(ours.words())!r:.200}, theirs {' '.join(theirs.words())!r:.200}"
    return found


def main():
    program, folder = sys.argv[1:3]
    if not os.path.isdir(folder):
        print("1..0 # SKIP this build has no server, or the npm package nhsuk-frontend is not there")
        return 0
    with open(os.path.join(HERE, "not-expressed.csv"), encoding="utf-8", newline="") as file:
        known = [tuple(row.values()) for row in csv.DictReader(file)]
    components = sorted(name for name in os.listdir(folder) if os.path.exists(os.path.join(folder, name, "fixtures.json")))
    left_out, count, failed = [], 0, 0
    lines = []
    for name in components:
        path = os.path.join(folder, name, "fixtures.json")
        with open(path, encoding="utf-8") as file:
            theirs = json.load(file)["fixtures"]
        if not theirs:
            continue
        done = subprocess.run([program, name, path], capture_output=True, text=True, check=False)
        drawn = json.loads(done.stdout) if done.returncode == 0 else []
        complaints = [done.stderr.strip()] if done.returncode else []
        alike = 0
        for fixture, ours in zip(theirs, drawn):
            if "reason" in ours:
                left_out.append((name, ours["name"], ours["reason"]))
                continue
            found = compare(ours["html"], fixture["html"])
            alike += found is None
            if found:
                complaints.append(f"{ours['name']}: {found}")
        count += 1
        failed += bool(complaints)
        lines.append(f"{'not ok' if complaints else 'ok'} {count} - {name}: {alike} of {len(theirs)} fixtures are drawn alike")
        lines += ["# " + complaint.replace("\n", " ") for complaint in complaints]
    if "--list" in sys.argv:
        out = csv.writer(sys.stdout, lineterminator="\n")
        out.writerow(["component", "fixture", "reason"])
        out.writerows(left_out)
        return 0
    count += 1
    same = left_out == known
    failed += not same
    lines.append(f"{'ok' if same else 'not ok'} {count} - the others stand in not-expressed.csv with the reason")
    lines += [f"# {'new' if row in left_out else 'gone'}: {', '.join(row)}" for row in sorted(set(left_out) ^ set(known))]
    print("\n".join(lines))
    print(f"1..{count}")
    return 1 if failed else 0


sys.exit(main())
