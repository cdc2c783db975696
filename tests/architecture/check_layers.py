"""Holds src/ to the two tables of ARCHITECTURE.md: which layer includes which, and which files may
include a library.

Usage: check_layers.py PROJECT_DIRECTORY. Prints a line for each breach and exits 1 where there is one.
"""

import fnmatch
import pathlib
import re
import sys

FORBIDDEN_FOLDERS = {"core", "util", "utils", "common", "helper", "helpers", "misc", "shared"}

# Headers of the operating system. The C++ library's have neither "/" nor ".h".
SYSTEM_FOLDERS = ("sys/", "netinet/", "arpa/", "net/", "linux/")
SYSTEM_HEADERS = {
    "dirent.h", "fcntl.h", "langinfo.h", "netdb.h", "poll.h", "pthread.h", "pwd.h", "sched.h",
    "signal.h", "spawn.h", "stdlib.h", "string.h", "strings.h", "termios.h", "time.h", "unistd.h",
}

LAYERS_HEAD = ["layer", "knows", "may include"]
LIBRARIES_HEAD = ["library", "headers", "may be included by"]
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]*)"|<([^>]*)>|(.*))')
USES = re.compile(r"\bUSES\s+([a-z_\s]+)")


def table(page, head):
    """The rows below the table head `head` of a Markdown page, as lists of cells; empty if none."""
    rows = []
    inside = False
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells == head:
            inside = True
        elif inside and not set("".join(cells)) <= set("-: "):
            rows.append(cells)
    return rows


def words(cell):
    """What stands in backquotes in a cell."""
    return re.findall(r"`([^`]+)`", cell)


class Rules:
    """The two tables."""

    def __init__(self, page):
        self.layers = {}
        rows = table(page, LAYERS_HEAD)
        for name, _, uses in rows:
            everything = [words(row[0])[0] for row in rows if row[0] != name]
            self.layers[words(name)[0]] = set(everything if uses == "all" else words(uses))
        self.libraries = {}
        for _, headers, files in table(page, LIBRARIES_HEAD):
            for header in words(headers):
                self.libraries[header] = ["*"] if files == "all" else words(files)

    def breaches(self):
        """What is wrong with the tables themselves."""
        if not self.layers or not self.libraries:
            yield "ARCHITECTURE.md: a table is missing"
        for name, uses in self.layers.items():
            for unknown in sorted(uses - set(self.layers)):
                yield f"ARCHITECTURE.md: {name} may include {unknown}, which is no layer"
        for cycle in cycles(self.layers):
            yield f"ARCHITECTURE.md: layers in a circle: {' -> '.join(cycle)}"


def cycles(graph):
    """One cycle of `graph` (a mapping from node to nodes) for each place where a walk meets one."""
    finished = set()
    path = []

    def walk(node):
        if node in path:
            yield path[path.index(node):] + [node]
        elif node not in finished:
            path.append(node)
            for following in sorted(graph.get(node, ())):
                yield from walk(following)
            path.pop()
            finished.add(node)

    for node in sorted(graph):
        yield from walk(node)


def library_breach(rules, file, header):
    """What is wrong with `#include <header>` in `file`, or None."""
    of_system = header.startswith(SYSTEM_FOLDERS) or header in SYSTEM_HEADERS
    if of_system or not ("/" in header or "." in header):
        return None
    known = [name for name in rules.libraries
             if header == name or (name.endswith("/") and header.startswith(name))]
    if not known:
        return f"<{header}> is of a library that ARCHITECTURE.md doesn't list"
    files = rules.libraries[max(known, key=len)]
    if any(fnmatch.fnmatchcase(file, pattern) for pattern in files):
        return None
    return f"<{header}> may be included by {', '.join(files)} only"


def own_breach(rules, source, layer, header):
    """What is wrong with `#include "header"` in a file of `layer`, or None."""
    used = header.split("/")[0]
    if used not in rules.layers or ".." in header.split("/"):
        return f'"{header}" is not written as "layer/file.h"'
    if not ((source / header).is_file() or (source / f"{header}.in").is_file()):
        return f'"{header}" does not exist'
    if used != layer and used not in rules.layers[layer]:
        return f'"{header}": {layer} may not include {used}'
    return None


def file_breaches(rules, source, path, headers):
    """The breaches of one file; adds what it includes of its own layer to `headers`."""
    file = path.relative_to(source).as_posix()
    layer = file.split("/")[0]
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        include = INCLUDE.match(line)
        if include is None:
            continue
        own, library, other = include.groups()
        if own is not None:
            headers.setdefault(file, set()).add(own)
            breach = own_breach(rules, source, layer, own)
        elif library is not None:
            breach = library_breach(rules, file, library)
        else:
            breach = f"can't read #include {other}"
        if breach:
            yield f"src/{file}:{number}: {breach}"


def folder_breaches(rules, source):
    """Folders that have a forbidden name or no place in the table, and layers without a folder."""
    for folder in sorted(path for path in source.rglob("*") if path.is_dir()):
        name = folder.relative_to(source).as_posix()
        if folder.name in FORBIDDEN_FOLDERS:
            yield f"src/{name}: a folder has the name of what it is about, not {folder.name}"
        elif folder.parent == source and folder.name not in rules.layers:
            yield f"src/{name}: ARCHITECTURE.md knows no such layer"
    for layer in rules.layers:
        if not (source / layer).is_dir():
            yield f"ARCHITECTURE.md: there is no src/{layer}"


def link_breaches(rules, source):
    """Layers that are linked although they may not be included."""
    for layer, allowed in rules.layers.items():
        build = source / layer / "CMakeLists.txt"
        if not build.is_file():
            continue
        for uses in USES.findall(build.read_text(encoding="utf-8")):
            for used in sorted(set(uses.split()) - allowed):
                yield f"src/{layer}/CMakeLists.txt: {layer} may not use {used}"


def breaches(project):
    """Every breach in the project, a line each."""
    source = project / "src"
    rules = Rules((project / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    yield from rules.breaches()
    yield from folder_breaches(rules, source)
    yield from link_breaches(rules, source)
    headers = {}
    for path in sorted(source.glob("*/**/*")):
        if path.suffix in (".h", ".cpp", ".in") and path.relative_to(source).parts[0] in rules.layers:
            yield from file_breaches(rules, source, path, headers)
    for cycle in cycles(headers):
        yield f"headers in a circle: {' -> '.join(cycle)}"


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 64
    found = list(breaches(pathlib.Path(sys.argv[1])))
    for breach in found:
        print(breach)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
