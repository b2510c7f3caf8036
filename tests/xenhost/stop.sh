#!/usr/bin/env bash
# Switches a Xen host off, as a power failure does: stop.sh FOLDER; start.sh FOLDER switches it on again.
set -euo pipefail
# shellcheck source=host.sh
source "$(dirname "${BASH_SOURCE[0]}")/host.sh"

[[ $# -eq 1 ]] || { echo "usage: stop.sh FOLDER" >&2; exit 2; }
[[ -f "$1/pid" ]] || exit 0
pid="$(cat "$1/pid")"
# The number may be another program's by now.
if is_running "$pid"; then
    kill -KILL "$pid"
    while is_running "$pid"; do sleep 0.1; done
fi
rm -f "$1/pid"
