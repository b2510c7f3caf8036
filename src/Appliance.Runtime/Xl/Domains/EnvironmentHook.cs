using Appliance.Runtime.Environments;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Domains;

/// <summary>
/// The program that connects the first card of a machine, and writes what the guest is to find in xenstore before that. xl runs it
/// for each new domain before its first instruction: also where the guest reboots by itself, and where the host starts the machine.
/// </summary>
internal static class EnvironmentHook
{
    /// <summary>Whether a machine needs one.</summary>
    public static bool IsFor(MachineRecord machine) => machine.Environment is { Keys.Count: > 0 } && machine.Cards.Count > 0;

    /// <summary>Its text. Nodes that are made below that of a domain can be read by it, and by no other.</summary>
    public static string Write(MachineRecord machine) => $$"""
        #!/bin/sh
        # Made from machine.json at each start: what is changed here is lost.
        PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
        case "$1" in online|add)
            number=${XENBUS_PATH%/*}; domain=/local/domain/${number##*/}
            xenstore-write -- {{string.Join(' ', machine.Environment!.Keys.Select(Pair))}} || exit 1
        esac
        script={{(machine.Cards[0].IsOpenVswitch ? "vif-openvswitch" : UsualScript)}}
        case "$script" in /*) ;; *) script=/etc/xen/scripts/$script;; esac
        exec "$script" "$@"

        """;

    /// <summary>What xl itself would take: that of its own settings (xl.conf(5)), or vif-bridge.</summary>
    private const string UsualScript =
        """$(sed -n "s/^[[:space:]]*vif\.default\.script[[:space:]]*=[[:space:]]*[\"']\([^\"']*\)[\"'].*/\1/p" /etc/xen/xl.conf 2> /dev/null | tail -n 1); script=${script:-vif-bridge}""";

    // xenstore-write takes a backslash for the beginning of an escape, and a value that begins with a dash for an option, wherever it stands.
    private static string Pair(EnvironmentKey key)
        => $"\"$domain\"/{ShellText.Quote(key.Path)} {ShellText.Quote(key.Value.Replace(@"\", @"\\", StringComparison.Ordinal))}";
}
