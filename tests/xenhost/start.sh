#!/usr/bin/env bash
# Starts a Xen host: start.sh [--owner PID] FOLDER [NAME]
#
# The folder gets the host's disks, its console, and what a client needs: ssh -F FOLDER/ssh_config NAME; NAME is xenhost
# if not given. Without disks in the folder, it is a fresh host that has just come up, by the saved state if that can be
# loaded; with disks, it is the same host switched on again. With an owner, the host ends when that process is gone.
set -euo pipefail
# shellcheck source=host.sh
source "$(dirname "${BASH_SOURCE[0]}")/host.sh"

main() {
    local image
    image="$("$xenhost/make.sh")"
    mkdir -p "$folder"
    [[ ! -f "$folder/pid" ]] || ! is_running "$(cat "$folder/pid")" || fail "a host runs in $folder"
    if [[ -f "$folder/root.qcow2" ]]; then
        start "$image"
    else
        copy_disks "$image"
        start "$image" -loadvm "$saved_state" || { copy_disks "$image" && start "$image"; }
    fi || fail "the host did not come up:"$'\n'"$(tail -n 20 "$folder/qemu.log" "$folder/console.log")"
    echo "$folder/ssh_config"
}

copy_disks() {
    local image="$1" disk
    for disk in root data; do
        cp --reflink=auto --sparse=always "$image/first/$disk.qcow2" "$folder/$disk.qcow2"
    done
    qemu-img rebase -q -u -f qcow2 -F raw -b "$image/root.raw" "$folder/root.qcow2"
}

# IMAGE ARGUMENT...
start() {
    local image="$1" pid
    shift
    take_port "$image" "$@" || return 1
    pid="$(cat "$folder/pid")"
    [[ -z "$owner" ]] || guard "$pid"
    write_client_files "$image" "$folder" "$port" "$name"
    wait_for_xl "$folder" "$name" 240 "$pid" || { kill -KILL "$pid" 2> /dev/null && return 1; }
}

# Tries ports until QEMU gets one; a host that is switched on again tries its old one first.
take_port() {
    local image="$1" known=''
    shift
    [[ ! -f "$folder/host.env" ]] || known="$(sed -n 's/^port=//p' "$folder/host.env")"
    for port in $known $(shuf --input-range=20000-32000 --head-count=20); do
        if (run_machine "$image" "$folder" "$port" -daemonize -pidfile "$folder/pid" "$@") > "$folder/qemu.log" 2>&1; then
            return 0
        fi
        grep -q 'Could not set up host forwarding' "$folder/qemu.log" || return 1
    done
    return 1
}

# PID: ends the host with its owner. It looks once a second, and holds no file of ours open.
guard() {
    # shellcheck disable=SC2016 # the arguments are the inner shell's
    setsid bash -c 'while kill -0 "$1" && kill -0 "$2"; do sleep 1; done; kill -KILL "$2"' guard "$owner" "$1" \
        < /dev/null > /dev/null 2>&1 &
}

owner=''
if [[ "${1:-}" == --owner && $# -ge 2 ]]; then
    owner="$2"
    shift 2
fi
[[ $# -eq 1 || $# -eq 2 ]] || { echo "usage: start.sh [--owner PID] FOLDER [NAME]" >&2; exit 2; }
folder="$(realpath --canonicalize-missing "$1")"
name="${2:-xenhost}"
main
