using System.Globalization;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Power;

/// <summary>
/// Has xl save the memory of a domain, and end it. A guest whose xl is killed in the middle of that stands still for good, since
/// only that xl lets it run on: so all of it has a session of its own, which outlives the connection, and of which only xl's
/// helper hears that it is to stop, when the guest stands still. Then xl fails, and has the guest run on. Any earlier, xl would
/// give up, and the guest, which has been asked to stand still, would do so with nobody left who waits for that.
/// </summary>
internal static class SaveScript
{
    /// <summary>Lets a guest run on, <c>$id</c>, that stands still for a save that is over: only an xl that saves can do it.</summary>
    public const string ToNowhere = "xl save -c \"$id\" /dev/null > /dev/null";

    private const string Session = $$"""
        # By then nobody may listen to what xl complains of, which must not end it before the guest runs on.
        trap '' PIPE
        still() { case $(xl list "$id" 2> /dev/null) in *" "[r-][b-][p-]ss[d-]" "*) ;; *) false;; esac; }
        # One that was stopped may not be over yet, though nobody waits for it any more. A name ends in the number of its process.
        for f in "$memory".[0-9]*; do
            [ ! -e "/proc/${f##*.}" ] || { echo 'a save before this one is being stopped; try again in a moment' >&2; exit 1; }
        done
        : > "$memory.$$" || exit
        # The domain is kept, and held, until its memory is safe: whatever stops this, it runs on. Where xl has left it standing
        # still, a save to nowhere has it run.
        back() {
            trap '' TERM
            rm -f "$part" "$memory"; xl unpause "$id" 2> /dev/null
            ! still || {{ToNowhere}} 2>&1
            rm -f "$memory.$$"
        }
        trap back EXIT
        # A program that has ended and was not waited for has no file any more.
        stop() {
            trap '' TERM
            until still || [ ! -e "/proc/$!/exe" ]; do sleep 0.2; done
            kill -TERM 0
            wait
        }
        trap 'stop; exit 1' TERM
        (trap '' TERM; exec xl save -p "$id" "$part") > /dev/null &
        wait "$!" && sync "$part" || exit
        trap '' TERM
        eval "$unlink" && mv -T "$part" "$memory" && rm -f "$memory.$$" && sync "${memory%/*}" && trap - EXIT && xl destroy "$id"
        """;

    /// <summary>The script. Its memory is there when it is whole, and not before.</summary>
    /// <param name="folder">The machine's folder.</param>
    /// <param name="domain">Its domain.</param>
    public static string Write(MachineFolder folder, XlDomain domain) => $$"""
        export id={{domain.Id.ToString(CultureInfo.InvariantCulture)}} memory={{ShellText.Quote(folder.Memory)}} unlink={{ShellText.Quote(AutostartLink.RemoveScript(folder))}}
        export part="$memory.part"; umask 077
        # Without the program it is stopped with all that this shell has started, and a host that is slow kills it after seconds.
        $(command -v setsid) sh -c {{ShellText.Quote(Session)}} & p=$!
        trap 'kill -TERM "$p" 2> /dev/null; wait "$p"; exit 1' TERM
        wait "$p"
        """;
}
