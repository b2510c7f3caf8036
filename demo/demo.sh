#!/usr/bin/env bash
# The whole road once, on a machine that really boots: a VMware appliance comes in, what Xen takes goes out, other programs
# say whether it is right, and a Xen host runs it. Called by ./build.sh demo; everything lands in artifacts/demo.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly make=tests/fixtures/make
readonly place=artifacts/demo
PATH="$PWD/artifacts:$PATH:/usr/sbin:/sbin"

main() {
    mkdir -p "$place"
    title "A small Debian guest, packed the way vSphere exports it"
    make_sample
    cd "$place"
    rm -f web01.xva web01.vhd
    show appliance inspect web01.ova
    title "To Xen, and the guest is prepared on the way so that it boots there"
    show appliance convert web01.ova web01.xva --guest require
    show appliance verify web01.xva
    title "The same disk as it is, and what others say of it"
    show appliance convert web01.ova web01.vhd --guest keep
    show appliance verify web01.vhd
    show appliance compare web01.ova web01.vhd
    show qemu-img compare -f raw -F vpc guest-1.raw web01.vhd
    show vhdiinfo web01.vhd
    title "Made in $place"
    du --apparent-size --block-size=1M ./*.* | sed 's/\t/ MiB\t/'
    run_on_xen
}

# The host is an emulated machine without KVM: what takes minutes here takes seconds on a real one.
run_on_xen() {
    title "On a Xen host: put there, started, and watched until it is up"
    if ((EUID != 0)); then
        echo "left out: making a Xen host takes root"
        return
    fi
    start_host
    show appliance import web01.ova --host xen1 --network 'VM Network=xenbr0' --domain pv --memory 512M --guest require --start
    show appliance watch web01 --host xen1 --marker APPLIANCE-GUEST-UP --limit 15m --verbose
    show appliance list --host xen1
    show appliance stop web01 --host xen1
    show appliance remove web01 --host xen1 --yes
}

start_host() {
    local xenhost="$OLDPWD/tests/xenhost" host="$PWD/xenhost"
    rm -rf "$host"
    # shellcheck disable=SC2064 # the folders of now
    trap "'$xenhost/stop.sh' '$host'; rm -rf '$host'" EXIT
    "$xenhost/start.sh" --owner $$ "$host" xen1 > /dev/null
    export XDG_CONFIG_HOME="$host/config"
    show appliance host add xen1 xl+ssh://xen1 --ssh-config "$host/ssh_config"
    show appliance host show xen1
}

# Kept in the cache: it takes minutes, and is made again only when one of its scripts changed.
make_sample() {
    show "$make/make-guest.sh" ext4-bios "$place/guest"
    if ! newer "$place/web01.ova" "$place/guest-1.raw" "$make/make-ova.sh" "$make/machine.ovf.in"; then
        show "$make/make-ova.sh" "$place/guest-1.raw" "$place/web01.ova"
    fi
}

newer() {
    local made="$1" from
    for from in "${@:2}"; do
        [[ "$made" -nt "$from" ]] || return 1
    done
}

title() { printf '\n== %s ==\n' "$*"; }

show() {
    printf '\n$ %s\n' "$*"
    "$@"
}

main
