#!/usr/bin/env bash
# Installs the Debian 12 that dom0 runs, once: make-tree.sh prints the path of the tar in the cache.
#
# Xen itself comes with it, so nothing of Xen is installed on this machine. The kernel is this machine's own package.
set -euo pipefail
# shellcheck source=host.sh
source "$(dirname "${BASH_SOURCE[0]}")/host.sh"

readonly release=bookworm
readonly packages=xen-hypervisor-4.17-amd64,xen-utils-4.17,qemu-system-xen,seabios,ovmf,grub-xen-host,openssh-server,coreutils,iproute2,bridge-utils,kmod,mount,util-linux,procps,busybox-static,qemu-utils,e2fsprogs,fdisk,lvm2,thin-provisioning-tools,openvswitch-switch,python3-minimal
readonly left_out=('/usr/share/'{man,doc,locale,info}'/*' '/usr/lib/udev/hwdb*')

main() {
    local name
    name="xenhost-tree-$(tree_of_dom0_key).tar.zst"
    cached "$name" make_tree
    echo "$cache/$name"
}

make_tree() {
    need mmdebstrap zstd
    temporary_folder
    # mmdebstrap takes the compression from the name.
    mmdebstrap --quiet --variant=apt --mode=root --include="$packages" \
        --dpkgopt=force-unsafe-io --aptopt='Acquire::Languages "none"' --aptopt='Apt::Install-Recommends "false"' \
        "${left_out[@]/#/--dpkgopt=path-exclude=}" \
        "$release" "$work/tree.tar.zst" ${APPLIANCE_MIRROR:+"$APPLIANCE_MIRROR"}
    mv "$work/tree.tar.zst" "$1"
}

main
