using System.Globalization;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Domains;
using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Power;

/// <summary>
/// Has xl save the memory of a domain, and end it. A guest whose xl is killed in the middle of that stands still for good, since
/// only that xl lets it run on: so all of it has a session of its own, which outlives the connection, and of which only xl's
/// helper hears that it is to stop. Then xl fails, and has the guest run on.
/// </summary>
internal static class SaveScript
{
    /// <summary>Lets a guest run on, <c>$id</c>, that stands still for a save that is over: only an xl that saves can do it.</summary>
    public const string ToNowhere = "xl save -c \"$id\" /dev/null > /dev/null";

    private const string Session = $$"""
        # By then nobody may listen to what xl complains of, which must not end it before the guest runs on.
        trap '' PIPE
        # The domain is kept, and held, until its memory is safe: whatever stops this, it runs on. Where xl has left it standing
        # still, a save to nowhere has it run.
        back() {
            trap '' TERM
            rm -f "$part" "$memory"; xl unpause "$id" 2> /dev/null
            case $(xl list "$id" 2> /dev/null) in *" ---s"*) {{ToNowhere}} 2>&1;; esac
        }
        trap back EXIT
        trap 'exit 1' TERM
        (trap '' TERM; exec xl save -p "$id" "$part") > /dev/null && sync "$part" || exit
        trap '' TERM
        eval "$unlink" && mv -T "$part" "$memory" && sync "${memory%/*}" && trap - EXIT && xl destroy "$id"
        """;

    /// <summary>The script. Its memory is there when it is whole, and not before.</summary>
    /// <param name="folder">The machine's folder.</param>
    /// <param name="domain">Its domain.</param>
    public static string Write(MachineFolder folder, XlDomain domain) => $$"""
        export id={{domain.Id.ToString(CultureInfo.InvariantCulture)}} memory={{ShellText.Quote(folder.Memory)}} unlink={{ShellText.Quote(AutostartLink.RemoveScript(folder))}}
        export part="$memory.part"; umask 077
        # Without the program it is stopped with all that this shell has started, and a host that is slow kills it after seconds.
        $(command -v setsid) sh -c {{ShellText.Quote(Session)}} & p=$!
        # More than once: a helper that has just been started does not listen yet.
        stop() { n=0; while [ "$n" -lt 3 ] && kill -TERM "-$p"; do n=$((n + 1)); sleep 1; done; }
        trap 'stop > /dev/null 2>&1 & wait "$p"; exit 1' TERM
        wait "$p"
        """;
}
