"""Runs a command, then prints its exit code, CPU seconds and peak memory in bytes, and passes on what it wrote.

Its own program, because only a parent that waited for the child can ask the kernel for the child's peak memory.
"""
import json
import resource
import subprocess
import sys

try:
    done = subprocess.run(sys.argv[2:], capture_output=True, timeout=float(sys.argv[1]))
    code, out, err = done.returncode, done.stdout, done.stderr
except subprocess.TimeoutExpired as e:
    code, out, err = -1, e.stdout or b"", e.stderr or b""
used = resource.getrusage(resource.RUSAGE_CHILDREN)
json.dump({
    "exitCode": code,
    "cpuSeconds": used.ru_utime + used.ru_stime,
    "peakMemory": used.ru_maxrss * 1024,
    "output": out.decode(errors="replace"),
    "error": err.decode(errors="replace"),
}, sys.stdout)
