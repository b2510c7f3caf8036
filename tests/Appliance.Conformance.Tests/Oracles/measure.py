"""Runs a command, then prints its exit code, wall seconds and peak memory in bytes, and passes on what it wrote.

Its own program, because only a parent that waited for the child can ask the kernel for the child's peak memory.
"""
import json
import resource
import subprocess
import sys
import time

started = time.monotonic()
try:
    done = subprocess.run(sys.argv[2:], capture_output=True, timeout=float(sys.argv[1]))
    code, out, err = done.returncode, done.stdout, done.stderr
except subprocess.TimeoutExpired as e:
    code, out, err = -1, e.stdout or b"", e.stderr or b""
json.dump({
    "exitCode": code,
    "seconds": time.monotonic() - started,
    "peakMemory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
    "output": out.decode(errors="replace"),
    "error": err.decode(errors="replace"),
}, sys.stdout)
