"""Programs that handlers start by the paths that they have on AWS."""

import os
import subprocess
import sys

PYTHON = "/var/lang/bin/python"


def install(task_root, layer_root):
    """Starts programs of /var/task and /opt from where they lie, and those for Lambda's own Python with this one."""
    roots = {"/var/task/": task_root, "/opt/": layer_root}
    start = subprocess.Popen.__init__

    def start_here(self, args, *given, **named):
        if isinstance(args, (list, tuple)) and args and named.get("executable") is None:
            args = [*located(os.fspath(args[0]), roots), *args[1:]]
        start(self, args, *given, **named)

    subprocess.Popen.__init__ = start_here


def located(program, roots):
    for prefix, root in roots.items():
        if isinstance(program, str) and program.startswith(prefix) and not os.path.exists(program):
            program = os.path.join(root, program[len(prefix) :])
            return [sys.executable, program] if is_for_lambda(program) else [program]
    return [program]


def is_for_lambda(program):
    try:
        with open(program, "rb") as file:
            return file.readline().startswith(f"#!{PYTHON}".encode())
    except OSError:
        return False
