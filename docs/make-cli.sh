#!/usr/bin/env bash
# Writes docs/cli.md from what the command says of itself: docs/make-cli.sh APPLIANCE > docs/cli.md
set -euo pipefail
readonly appliance="$1"

section() {
    printf '\n## appliance%s\n\n```\n' "${1:+ $1}"
    "$appliance" ${1:+"$1"} --help
    printf '```\n'
}

cat <<'END'
# The command line

What `appliance --help` and `appliance VERB --help` print. A result goes to standard output (with `--json` one JSON
document and nothing else), progress and messages to standard error.
END
section ''
for verb in inspect convert verify compare; do
    section "$verb"
done
