# What the scripts of the Xen host share. Sourced, not run.
# shellcheck shell=bash disable=SC2154

# shellcheck source=../fixtures/make/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/../fixtures/make/common.sh"
# shellcheck source=../fixtures/make/kernel.sh
source "$here/kernel.sh"
xenhost="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly xenhost

# What the emulation of this QEMU gets wrong is taken away from the processor, and what it does not know it has is given to
# it by force; README.md says what each one is for. By force it would also get what an EPYC has and the emulation lacks.
readonly lacking=-rdseed,-sha-ni,-fxsr-opt,-misalignsse,-3dnowprefetch,-osvw,-topoext,-nrip-save,-xsavec
readonly xsave=-xsave,-xsaveopt,-xgetbv1,-xsaveerptr,-avx,-avx2,-f16c,-fma
readonly processor=EPYC,+svm,-smap,-monitor,-rdtscp,-cx16,$xsave,+invtsc,x-force-features=on,$lacking
readonly xen_arguments='console=com1 com1=115200,8n1 dom0_mem=1024M,max:1024M dom0_max_vcpus=1 guest_loglvl=warning spec-ctrl=no,eager-fpu'
readonly saved_state=ready

# A saved state fits only the QEMU that saved it, and the packages are what a host is made of.
image_key() {
    {
        tree_of_dom0_key
        key_of kernel.sh ../../xenhost/{host.sh,make.sh,mini-init,root}
        sha256sum < "/boot/vmlinuz-$(newest_kernel)"
        dpkg-query --show qemu-system-x86 qemu-system-common
    } | sha256sum | cut -c1-16
}

tree_of_dom0_key() { key_of ../../xenhost/make-tree.sh; }

# IMAGE FOLDER PORT ARGUMENT...: the machine that Xen runs on, with the disks of a folder; SSH is at this port of 127.0.0.1.
# The machine has to be the same whenever its state is loaded again.
run_machine() {
    local image="$1" folder="${2//,/,,}" port="$3"
    shift 3
    # Names without a folder: in the list of modules, commas and blanks mean something.
    cd "$image"
    exec qemu-system-x86_64 -accel tcg,thread=multi -cpu "$processor" -smp 2 -m 3072 -machine pc,usb=off \
        -display none -nodefaults -no-user-config -no-reboot \
        -kernel xen -append "$xen_arguments" -initrd 'vmlinux console=hvc0 mitigations=off norandmaps,mini.cpio' \
        -serial "file:$folder/console.log" \
        -drive "file=$folder/root.qcow2,format=qcow2,if=virtio,cache=unsafe" \
        -drive "file=$folder/data.qcow2,format=qcow2,if=virtio,cache=unsafe" \
        -netdev "user,id=n0,hostfwd=tcp:127.0.0.1:$port-:22" -device virtio-net-pci,netdev=n0,romfile= "$@"
}

# PID: whether this is a machine of ours; what has ended and was not waited for is none.
is_running() {
    grep --quiet --text qemu-system-x86_64 "/proc/$1/cmdline" 2> /dev/null
}

# IMAGE FOLDER PORT NAME: writes what a client needs; ssh -F FOLDER/ssh_config NAME does the rest.
write_client_files() {
    local image="$1" folder="$2" port="$3" name="$4"
    cp "$image/id_ed25519" "$folder/id_ed25519"
    printf '[127.0.0.1]:%d %s\n' "$port" "$(cut -d' ' -f1,2 "$image/host_key.pub")" > "$folder/known_hosts"
    cat > "$folder/ssh_config" << END
Host $name
    HostName 127.0.0.1
    Port $port
    User root
    IdentityFile "$folder/id_ed25519"
    IdentitiesOnly yes
    UserKnownHostsFile "$folder/known_hosts"
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
    LogLevel ERROR
END
    printf 'address=127.0.0.1\nport=%d\nname=%s\n' "$port" "$name" > "$folder/host.env"
}

# FOLDER NAME SECONDS PID: waits until xl answers, and sets the clock, which stood still in a saved state.
wait_for_xl() {
    local folder="$1" name="$2" pid="$4" until=$((SECONDS + $3))
    while ((SECONDS < until)); do
        if timeout 20 ssh -F "$folder/ssh_config" -o BatchMode=yes -o ConnectTimeout=5 "$name" \
            "date -s @$(date +%s) && xl list" > /dev/null 2>&1 < /dev/null; then
            return 0
        fi
        is_running "$pid" || return 1
        sleep 0.2
    done
    return 1
}
