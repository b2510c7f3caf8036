#!/usr/bin/env bash
# Builds templates/debian-web beside mkosi with the same packages, in turns, with nothing kept from before: builds.sh [ROUNDS]
#
# Needs root, mkosi 14 (Debian 12) and artifacts/appliance (./build.sh publish). Prints seconds of wall and CPU of each round, and
# what the image takes on the disk; docs/performance.md has the medians. mkosi makes no boot loader here (Bootable=no), and leaves
# documentation in, which it can only take out with systemd running.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
readonly rounds="${1:-3}"
work="$(mktemp --directory)"
trap 'rm -rf "$work"' EXIT
packages="$(awk '/^packages:/ { on = 1; next } on && /^  - / { print $2; next } { on = 0 }' templates/debian-web/template.yaml | paste --serial --delimiters=,)"
mkdir "$work/mkosi"
cat > "$work/mkosi/mkosi.default" << END
[Distribution]
Distribution=debian
Release=bookworm
[Output]
Format=gpt_ext4
Output=web.raw
Bootable=no
[Content]
Packages=$packages
CleanPackageMetadata=no
WithDocs=yes
END
# NAME COMMAND...
timed() {
    local name="$1"
    shift
    /usr/bin/time --format "$name %e %U %S" "$@" 2>&1 > "$work/out" | tail -n 1 | awk '{ printf "%s: wall %.1f s, CPU %.1f s\n", $1, $2, $3 + $4 }'
}
for ((round = 1; round <= rounds; round++)); do
    rm -rf "$work/cache" "$work/out1"
    timed appliance env XDG_CACHE_HOME="$work/cache" artifacts/appliance build templates/debian-web --out "$work/out1" --to raw --quiet
    timed mkosi env --chdir="$work/mkosi" mkosi --force
done
echo "appliance: $(du --block-size=M "$work/out1/debian-web-1.0.raw" | cut --fields=1) on disk; mkosi: $(du --block-size=M "$work/mkosi/web.raw" | cut --fields=1)"
