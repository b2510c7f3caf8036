#!/usr/bin/env bash
# Writes docs/cli.md from what the command says of itself: docs/make-cli.sh APPLIANCE > docs/cli.md
set -euo pipefail
readonly appliance="$1"

# A verb with its options, and below it the verbs it has itself.
section() {
    local help verb
    help="$("$appliance" "$@" --help)"
    printf '\n## %s\n```\n%s\n\n```\n' "appliance${*:+ $*}" "$help"
    for verb in $(verbs_of "$help"); do
        section "$@" "$verb"
    done
}

# The first words of the lines below the titles of verbs.
verbs_of() {
    awk '
        /^(Usage|Arguments|Options|Examples?):/ { within = 0; next }
        /^[A-Z][^:]*:$/ { within = 1; next }
        /^[^ ]|^$/ { within = 0 }
        within && /^  [a-z]/ { print $1 }
    ' <<< "$1"
}

cat <<'END'
# The command line

What `appliance --help` and `appliance VERB --help` print. A result goes to standard output (with `--json` one JSON
document and nothing else), progress and messages to standard error.
END
section
