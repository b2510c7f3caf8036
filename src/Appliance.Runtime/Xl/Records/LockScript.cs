using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Records;

/// <summary>The shell functions behind locks. A lock is a link, which is made whole or not at all, and whose target says who made it.</summary>
internal static class LockScript
{
    // A process is named by its number and the time it started, within one boot of the host: numbers come again.
    // The words behind them are for people.
    private const string Functions = """
        started() { read -r s < "/proc/$1/stat" 2>/dev/null || return 1; set -- ${s##*) }; echo "${20}"; }
        boot() { cat /proc/sys/kernel/random/boot_id; }
        lives() { set -- $1; [ "${3:-}" = "$(boot)" ] && [ "$(started "${1:-x}")" = "${2:-}" ]; }
        words() { set -- $1; shift 3 2>/dev/null && echo "$*"; }

        """;

    private const int MostTries = 50;

    /// <summary>Says <c>taken</c> and the lock's target, and holds the lock until its input ends; or says who holds it and since when. Exit code 3: held; 4: no such machine.</summary>
    /// <param name="path">The lock's path.</param>
    /// <param name="words">Who takes it, and for what.</param>
    public static string Take(string path, string words) => $$"""
        {{Functions}}
        lock={{ShellText.Quote(path)}}
        me="$$ $(started $$) $(boot) {{Simple(words)}} since $(date -u +%Y-%m-%dT%H:%M:%SZ)"
        key() { printf %s "$1" | tr -c A-Za-z0-9 - | head -c 80; }
        # Removes a lock whose maker is gone. Only one may, and only that lock: by the time it comes to it, somebody else may have it.
        seize() {
            set -- "$1" "$2" "$1.$(key "$2")"
            if ! ln -sT "$me" "$3" 2>/dev/null; then
                other=$(readlink "$3") && ! lives "$other" && seize "$3" "$other"
                sleep 0.1
                return
            fi
            [ "$(readlink "$1")" != "$2" ] || rm -f "$1"
            rm -f "$3"
        }
        tries=0
        until ln -sT "$me" "$lock" 2>/dev/null; do
            [ -d "${lock%/*}" ] || exit 4
            held=$(readlink "$lock") || held=
            if [ -n "$held" ] && lives "$held"; then words "$held"; exit 3; fi
            tries=$((tries + 1)); [ "$tries" -le {{MostTries}} ] || { echo "the lock cannot be made" >&2; exit 5; }
            [ -z "$held" ] || seize "$lock" "$held"
        done
        echo "taken $me"
        cat > /dev/null
        [ "$(readlink "$lock")" = "$me" ] && rm -f "$lock"
        exit 0
        """;

    /// <summary>Goes well as long as a lock with this target is held. Exit code 4: no such machine.</summary>
    public static string IsHeld(string path, string target) => $$"""
        {{Functions}}
        lock={{ShellText.Quote(path)}}
        [ -d "${lock%/*}" ] || exit 4
        held=$(readlink "$lock") && [ "$held" = {{ShellText.Quote(target)}} ] && lives "$held" || exit 1
        """;

    /// <summary>Shell functions <c>lives</c> and <c>words</c>, which take a lock's target.</summary>
    public static string Reading => Functions;

    // Only plain words, since they come back in lists that tabs and line breaks part.
    private static string Simple(string words) =>
        string.Concat(words.Select(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '@' or '.' or '-' or '_' or ':' ? c : '_'));
}
