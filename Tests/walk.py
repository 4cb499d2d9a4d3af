#!/usr/bin/env python3
"""Walks: every command of README.md and ARTIFACT.md as written, in a fresh clone, and what it prints.

    Tests/walk.py reviewer|researcher|engineer|all [--program PROGRAM]

The commands are read from the text: the indented lines and the C program of README.md, the first
column of ARTIFACT.md's tables. Each has to have an expectation here, and each expectation a command.

With --program the walk is quick: `swift run -c release drainbench` and `drainbench` are that program,
`swift build` and `swift test` are left out, `reproduce` is `reproduce --quick`, and of ARTIFACT.md's
experiments those run that take 0.1 minutes; of the others help is asked. Without it everything is built
and run, each walk in a clone of its own, which takes half an hour. What runs under valgrind counts as
long.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Beginnings of commands, and what has to stand in their output (a regular expression).
README = {
    "swift run -c release drainbench reproduce --quick": r"[0-9]+ passed, 0 failed",
    "swift run -c release drainbench reproduce": r"[0-9]+ passed, 0 failed",
    "export PATH": r"^$",
    "drainbench diagnose --routing broken --recording": r"ConnectionService.swift:\d+ pins 19 of 20 epochs",
    "drainbench attribute": r"ConnectionService.swift:\d+",
    "drainbench episodes": r"retention|level|grows",
    "drainbench advise": r"^1 .*ConnectionService.swift:\d+$",
    "drainbench replay": r"service +temporal-slab .* (9[0-9]|100)\.[0-9] %",
    "drainbench report": r"^service\.html$",
    "Scripts/install.sh": r"drainprof",
    "cc leak.c": r"^$",
    "./leak": r"^leak\.c:7 pins 1$",
    "drainbench help psweep.csv": r"growth of the resident set.*bytes; noisy",
    "drainbench help": r"Usage: drainbench COMMAND",
    "drainbench psweep": r"[0-9]+ passed, 0 failed",
    "drainbench run": r"[0-9]+ passed, 0 failed",
    "drainbench peers": r"[0-9]+ passed, 0 failed",
    "drainbench compare sweeps again": r"no rows .*drifted",
    "drainbench tables": r"^sweeps/tables/psweep-ring\.csv$",
    "drainbench reproduce --all": r"[0-9]+ passed, 0 failed",
    "drainbench compare results mine": r"no rows .*drifted",
}
# What a program may be missing for; its walk goes on without it, and says so.
SKIPS = {"drainbench peers": "no other allocator is installed", "Scripts/install.sh": "cc is missing"}
WALKS = {
    "engineer": ["Two commands", "My service grows"],
    "researcher": ["Two commands", "I study allocators"],
    "reviewer": ["Two commands", "I review the paper"],
}


def fail(text):
    sys.exit(f"FAILED: {text}")


def sections(text):
    """The text of each section by its heading."""
    parts = re.split(r"^## (.*)$", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def commands(text):
    """Indented lines outside fences, comments taken off, and fenced C programs as files."""
    fenced = re.findall(r"```c\n(.*?)```", text, flags=re.S)
    plain = re.sub(r"```.*?```", "", text, flags=re.S)
    lines = [line[4:] for line in plain.split("\n") if re.match(r"    \S", line)]
    return fenced, [re.sub(r"\s{2,}#.*", "", line).strip() for line in lines]


def expectation(command):
    names = [name for name in README if command.startswith(name)]
    if not names:
        fail(f"README.md has a command that no walk expects: {command}")
    return max(names, key=len)


class Walk:
    def __init__(self, clone, program):
        self.clone, self.program = clone, program
        self.used, self.done = set(), set()
        self.environment = dict(os.environ, HOME=os.path.join(clone, ".home"))
        os.makedirs(self.environment["HOME"], exist_ok=True)
        if program:
            tools = os.path.join(clone, ".tools")
            os.makedirs(tools)
            os.symlink(program, os.path.join(tools, "drainbench"))
            self.environment["PATH"] = tools + ":" + os.environ["PATH"]

    def run(self, command, expected, statuses=(0,)):
        """Runs a command line as bash would, and holds its output against what is expected."""
        line = command
        if self.program:
            line = re.sub(r"^swift run -c release drainbench", "drainbench", line)
            if re.search(r"drainbench reproduce(?!.*--quick)", line):
                line += " --quick" + ("" if "--out" in line else " --out full")
            # Quick runs are compared with quick ones.
            line = line.replace("compare results mine", "compare results/quick mine")
            if line in self.done:
                return
            self.done.add(line)
        start = time.monotonic()
        done = subprocess.run(
            ["bash", "-c", line], cwd=self.clone, env=self.environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        seconds = time.monotonic() - start
        print(f"{seconds:7.1f} s  {line}", flush=True)
        if command.startswith("export "):
            # It is for the commands that follow.
            name, value = command[len("export "):].split("=", 1)
            value = subprocess.run(
                ["bash", "-c", f"echo {value}"], cwd=self.clone, env=self.environment, text=True,
                stdout=subprocess.PIPE).stdout.strip()
            if not self.program:
                self.environment[name] = value
        if done.returncode not in statuses:
            fail(f"{line} ended with {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
        if not re.search(expected, done.stdout, flags=re.M):
            fail(f"{line} printed nothing like {expected}\n{done.stdout[-2000:]}\n{done.stderr[-500:]}")

    def readme(self, headings):
        parts = sections(open(os.path.join(self.clone, "README.md")).read())
        for heading in headings:
            if heading not in parts:
                fail(f"README.md has no section {heading}")
            programs, lines = commands(parts[heading])
            for program in programs:
                open(os.path.join(self.clone, "leak.c"), "w").write(program)
            for command in lines:
                name = expectation(command)
                self.used.add(name)
                if name == "drainbench peers" and not self.others():
                    print(f"skipped: {command}: {SKIPS[name]}")
                    continue
                if name in ("Scripts/install.sh", "cc leak.c", "./leak") and not shutil.which("cc"):
                    print(f"skipped: {command}: cc is missing")
                    continue
                self.run(command, README[name])

    def others(self):
        libraries = subprocess.run(
            ["bash", "-c", "ldconfig -p"], text=True, stdout=subprocess.PIPE).stdout
        return all(name in libraries for name in ("libjemalloc", "libmimalloc", "libtcmalloc"))

    def artifact(self):
        """The commands of ARTIFACT.md: those of its first table, and each experiment's once."""
        parts = sections(open(os.path.join(self.clone, "ARTIFACT.md")).read())
        expected = {
            "swift build": "Compiling|Build complete",
            "reproduce": "0 failed",
            "compare": "no rows .*drifted",
            "swift test": "passed",
        }
        for row in re.findall(r"^\| `([^`]*)` \|", parts["All of it"], flags=re.M):
            name = next((name for name in expected if name in row), None)
            if not name:
                fail(f"ARTIFACT.md has a command that no walk expects: {row}")
            if self.program and row.startswith(("swift build", "swift test")):
                print(f"left out, as it builds: {row}")
                continue
            self.run(row, expected[name])
        asked = {}
        for title in ("Claims of the paper", "Findings of this project"):
            for row in re.findall(r"^\| \d+ \|.*$", parts[title], flags=re.M):
                cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
                if cells[2]:
                    asked.setdefault(cells[2].strip("`"), float(cells[3]))
        if len(asked) < 15:
            fail(f"ARTIFACT.md names {len(asked)} commands")
        for command, minutes in asked.items():
            needs = {"redis": "redis-server", "diagnose --valgrind": "valgrind"}
            program = needs.get(command, needs.get(command.split()[0]))
            if program and not shutil.which(program):
                print(f"skipped: {command}: {program} is missing")
            elif command.split()[0] in ("peers", "bench") and not self.others():
                print(f"skipped: {command}: no other allocator is installed")
            elif self.program and (minutes > 0.1 or "--valgrind" in command):
                self.run(f"drainbench help {command.split()[0]}", "Usage:")
            else:
                # Figures that are times alone have no checks.
                others = {"plot": r"\.svg", "bench": r"^results are in "}
                self.run(f"drainbench {command}", others.get(command.split()[0], "0 failed"))


def main():
    names = sys.argv[1:2]
    if not names or names[0] not in [*WALKS, "all"]:
        sys.exit(__doc__)
    program = os.path.abspath(sys.argv[3]) if sys.argv[2:3] == ["--program"] else None
    names = list(WALKS) if names == ["all"] else names
    used = set()
    # Quick walks share a clone, and run what they have in common once.
    for group in [names] if program else [[name] for name in names]:
        with tempfile.TemporaryDirectory() as folder:
            clone = os.path.join(folder, "drainbench")
            subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
            walk = Walk(clone, program)
            for name in group:
                print(f"== {name}", flush=True)
                walk.readme(WALKS[name])
                if name == "reviewer":
                    walk.artifact()
            used |= walk.used
    if names == list(WALKS):
        for name in README:
            if name not in used:
                fail(f"no command of README.md begins with {name}")
    print("walked")


main()
