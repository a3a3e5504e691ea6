"""Going wherever links lead, a few pages of each kind."""
import json
import re
import subprocess

from visitor import PROGRAM


def read_kinds():
    """A pattern for each route that is read, the plainest first."""
    routes = json.loads(subprocess.run([PROGRAM, "routes", "--json"], capture_output=True, check=True).stdout)
    return [re.compile("[^/]+".join(map(re.escape, re.split(r"\{[^}]*\}", one["pattern"]))))
            for one in sorted(routes.get("routes", []) if isinstance(routes, dict) else routes, key=lambda one: one["pattern"].count("{"))
            if one["method"] == "GET"]


def crawl(ask, starts, most=2, left_out=()):
    """{address: answer} of the starts and what their links lead to, at most so many of a route; `ask` of an address gives a tuple
    whose last member is the page, in bytes."""
    patterns, found, queue, kinds = read_kinds(), {}, list(starts), {}
    while queue:
        path = queue.pop(0)
        kind = next((pattern for pattern in patterns if pattern.fullmatch(path.split("?")[0])), path)
        if path in found or kinds.get(kind, 0) == most or path.startswith(tuple(left_out)):
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        found[path] = ask(path)
        queue += [href.decode().replace("&amp;", "&") for href in re.findall(rb'<a [^>]*href="(/[^"#]*)', found[path][-1])]
    return found
