#!/usr/bin/env bash
# Builds, tests and shows Appliance on Debian 12 and its relatives. Needs the .NET SDK; installs the other tools it
# misses when it runs as root, and says which ones are missing when it does not.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# The same on every machine: no culture data needed, and nothing that stays behind in the background.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export MSBUILDDISABLENODEREUSE=1
export PATH="$PATH:/usr/sbin:/sbin:$HOME/.dotnet"

readonly summary=artifacts/test-results/summary.txt

# What tells that a package is there, and the package. Tests that need a missing one are skipped, and say so.
readonly test_tools=(
    qemu-img:qemu-utils vhdiinfo:libvhdi-utils /usr/share/doc/python3-libvhdi:python3-libvhdi
    xxhsum:xxhash zstd:zstd xz:xz-utils python3:python3 libdeflate.so.0:libdeflate0
    vmdkinfo:libvmdk-utils 7z:p7zip-full openssl:openssl
    softhsm2-util:softhsm2 /usr/share/doc/libengine-pkcs11-openssl:libengine-pkcs11-openssl
    # What guests are read and written with, and what says whether that was right.
    libntfs-3g.so.89:libntfs-3g89 mkntfs:ntfs-3g libhivex.so.0:libhivex0 hivexsh:libhivex-bin
    hivexregedit:libwin-hivex-perl liblzma.so.5:liblzma5 mkfs.fat:dosfstools mcopy:mtools e2fsck:e2fsprogs
    fusermount3:fuse3 xfs_repair:xfsprogs btrfs:btrfs-progs lvs:lvm2 sfdisk:fdisk grub-fstest:grub-common
    cryptsetup:cryptsetup-bin genisoimage:genisoimage cpio:cpio lz4:lz4 bzip2:bzip2 modinfo:kmod readelf:binutils
    lsinitramfs:initramfs-tools-core
    # What builds take.
    umoci:umoci skopeo:skopeo mke2fs:e2fsprogs mkswap:util-linux grub-mkimage:grub-common /usr/lib/grub/i386-pc/boot.img:grub-pc-bin
    /usr/lib/grub/x86_64-efi/moddep.lst:grub-efi-amd64-bin sgdisk:gdisk
    # A host to log in to.
    /usr/sbin/sshd:openssh-server ssh:openssh-client pgrep:procps busybox:busybox-static
)
guest_tools=(
    mmdebstrap:mmdebstrap /usr/lib/grub/i386-pc/boot.img:grub-pc-bin grub-mkimage:grub-common mke2fs:e2fsprogs
    sfdisk:fdisk qemu-system-x86_64:qemu-system-x86 /usr/share/doc/linux-image-amd64:linux-image-amd64
    /usr/share/OVMF/OVMF_CODE.fd:ovmf
)
# Owners and device nodes need these where there is no root.
((EUID == 0)) || guest_tools+=(fakeroot:fakeroot newuidmap:uidmap)
# The tests on a Xen host, which is made here: tests/xenhost.
readonly xen_tools=(
    mmdebstrap:mmdebstrap zstd:zstd xz:xz-utils mke2fs:e2fsprogs modprobe:kmod cpio:cpio ssh:openssh-client as:binutils
    qemu-system-x86_64:qemu-system-x86 qemu-img:qemu-utils /usr/share/doc/linux-image-amd64:linux-image-amd64
)
readonly bench_tools=(
    /usr/bin/time:time node:nodejs npm:npm
    mkntfs:ntfs-3g libhivex.so.0:libhivex0 xfs_repair:xfsprogs /usr/share/doc/linux-image-amd64:linux-image-amd64
    virt-v2v:virt-v2v nbdkit:nbdkit nbdcopy:libnbd-bin guestfish:guestfish
    /usr/share/doc/libguestfs-xfs:libguestfs-xfs
)

usage() {
    cat <<'END'
usage: ./build.sh VERB

  build         compile everything
  test          build, then run the tests; --all runs the slow ones too, which boot a guest
  publish       make artifacts/appliance, one file that runs without .NET
  demo          make a small VMware appliance and take it to Xen, step by step
  xenhost       start a Xen host in an emulated machine, and tell how to log in; needs root
  bench         compare speed and memory with other programs; --strict fails where a bar is missed
  clean         remove what was built
END
}

main() {
    local verb="${1:-}"
    (($# == 0)) || shift
    if [[ "$*" != "" && "$verb $*" != "test --all" && "$verb $*" != "bench --strict" ]]; then
        usage >&2
        exit 2
    fi
    case "$verb" in
        clean | build | publish) cake "$verb" ;;
        test) run_tests "$@" ;;
        demo) install_missing "${test_tools[@]}" "${guest_tools[@]}" "${xen_tools[@]}" && cake demo ;;
        xenhost) install_missing "${xen_tools[@]}" && run_xen_host ;;
        bench) install_missing "${test_tools[@]}" "${guest_tools[@]}" "${bench_tools[@]}" && cake bench ${1+"$1=true"} ;;
        -h | --help) usage ;;
        *) usage >&2 && exit 2 ;;
    esac
}

cake() {
    if ! command -v dotnet > /dev/null; then
        echo "build.sh: the .NET SDK is not installed: https://dotnet.microsoft.com/download" >&2
        return 1
    fi
    dotnet tool restore --verbosity quiet
    dotnet cake build.cake --target="$1" "${@:2}"
}

# The counters are the very last line, also when the build breaks before any test ran.
run_tests() {
    local status=0 tools=("${test_tools[@]}")
    [[ $# -eq 0 ]] || tools+=("${guest_tools[@]}" "${xen_tools[@]}")
    install_missing "${tools[@]}"
    rm -f "$summary"
    cake test ${1+"$1=true"} || status=$?
    if [[ ! -f "$summary" ]]; then
        status=$((status == 0 ? 1 : status))
        echo '0 passed, 0 failed, 0 skipped'
    else
        cat "$summary"
    fi
    return "$status"
}

# Until Enter, Ctrl-C or the end of this shell; the first time it takes minutes to make it.
run_xen_host() {
    local folder
    folder="$(mktemp -d "${TMPDIR:-/tmp}/appliance-xenhost-XXXXXX")"
    # shellcheck disable=SC2064 # the folder of now
    trap "tests/xenhost/stop.sh '$folder'; rm -rf '$folder'" EXIT
    echo 'build.sh: starting a Xen host' >&2
    tests/xenhost/start.sh --owner $$ "$folder" xenhost > /dev/null
    echo "A Xen host runs; log in:  ssh -F $folder/ssh_config xenhost"
    echo 'Enter stops it.'
    read -r || true
}

install_missing() {
    local tool missing=()
    for tool in "$@"; do
        is_there "${tool%%:*}" || missing+=("${tool##*:}")
    done
    ((${#missing[@]} > 0)) || return 0
    if ((EUID != 0)) || ! command -v apt-get > /dev/null; then
        echo "build.sh: not installed, so what needs it is left out: ${missing[*]}" >&2
        return 0
    fi
    echo "build.sh: installing ${missing[*]}" >&2
    if ! { apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
        apt-get -qq install -y --no-install-recommends "${missing[@]}"; } > /dev/null; then
        echo "build.sh: could not install all of them; what needs them is left out" >&2
    fi
}

is_there() {
    case "$1" in
        /*) [[ -e "$1" ]] ;;
        *.so.*) [[ "$(ldconfig -p)" == *"$1"* ]] ;;
        *) command -v "$1" > /dev/null ;;
    esac
}

main "$@"
