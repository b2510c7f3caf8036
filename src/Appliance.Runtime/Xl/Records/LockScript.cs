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

    /// <summary>Says <c>taken</c> and holds the lock until its input ends, or says who holds it. Exit code 3: held; 4: no such machine.</summary>
    /// <param name="path">The lock's path.</param>
    /// <param name="words">Who takes it, and for what.</param>
    public static string Take(string path, string words) => $$"""
        {{Functions}}
        lock={{ShellText.Quote(path)}}
        me="$$ $(started $$) $(boot) {{Simple(words)}}"
        tries=0
        until ln -sT "$me" "$lock" 2>/dev/null; do
            [ -d "${lock%/*}" ] || exit 4
            held=$(readlink "$lock") || held=
            if [ -n "$held" ] && lives "$held"; then words "$held"; exit 3; fi
            tries=$((tries + 1)); [ "$tries" -le 10 ] || { echo "the lock cannot be made" >&2; exit 5; }
            # Whoever made it is gone. If somebody else was quicker here, what was moved away is theirs, and goes back.
            if mv -T "$lock" "$lock.$$" 2>/dev/null; then
                [ "$(readlink "$lock.$$")" = "$held" ] || ln -sT "$(readlink "$lock.$$")" "$lock" 2>/dev/null
                rm -f "$lock.$$"
            fi
        done
        echo taken
        cat > /dev/null
        [ "$(readlink "$lock")" = "$me" ] && rm -f "$lock"
        exit 0
        """;

    /// <summary>Shell functions <c>lives</c> and <c>words</c>, which take a lock's target.</summary>
    public static string Reading => Functions;

    // Only plain words, since they come back in lists that tabs and line breaks part.
    private static string Simple(string words) =>
        string.Concat(words.Select(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '@' or '.' or '-' or '_' or ':' ? c : '_'));
}
