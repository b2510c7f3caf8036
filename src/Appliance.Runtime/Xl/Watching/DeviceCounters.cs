using System.Globalization;
using System.Text.RegularExpressions;
using Appliance.Formats;
using Appliance.Runtime.Hosts;
using Appliance.Runtime.Machines;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Watching;

/// <summary>
/// What went through the devices of domains, by the counters of the control domain's kernel. Disks that a process of QEMU
/// serves (VHD) have none there.
/// </summary>
internal static partial class DeviceCounters
{
    private const int SectorSize = 512;

    // One shell and no other process, however many devices there are.
    private const string Script = """
        for f in /sys/bus/xen-backend/devices/vbd-*/statistics/[rw][dr]_sect /sys/class/net/vif*/statistics/[rt]x_bytes; do
            { read -r n <"$f"; } 2>/dev/null && echo "$f $n"
        done
        exit 0
        """;

    /// <summary>Reads the counters of these machines' domains.</summary>
    public static async Task<IReadOnlyList<DeviceUsage>> ReadAsync(IHostShell shell, IReadOnlyList<MachineStatus> machines, CancellationToken cancellationToken)
    {
        ShellResult result = await shell.RunAsync(Script, cancellationToken);
        return Read(result.Demand("read the counters of devices"), machines);
    }

    /// <summary>Reads what the script printed.</summary>
    internal static IReadOnlyList<DeviceUsage> Read(string output, IReadOnlyList<MachineStatus> machines)
    {
        var byDomain = machines.Where(machine => machine.DomainId is not null).ToDictionary(machine => machine.DomainId!.Value);
        var usage = new SortedDictionary<(string Machine, bool IsCard, string Device), DeviceUsage>();
        foreach (Match match in CounterPattern().Matches(output))
        {
            if (int.TryParse(match.Groups["domain"].Value, CultureInfo.InvariantCulture, out int domain) && byDomain.TryGetValue(domain, out MachineStatus? machine)
                && long.TryParse(match.Groups["value"].Value, CultureInfo.InvariantCulture, out long value))
            {
                Add(usage, machine, match.Groups["device"].Value, match.Groups["counter"].Value, value);
            }
        }

        return [.. usage.Values];
    }

    private static void Add(
        SortedDictionary<(string Machine, bool IsCard, string Device), DeviceUsage> usage, MachineStatus machine, string device, string counter, long value)
    {
        string name = machine.Record.Name;
        bool isDisk = counter.EndsWith("_sect", StringComparison.Ordinal);
        string shown = isDisk ? machine.Record.Vdevs.FirstOrDefault(vdev => $"{VdevNumber.Of(vdev)}" == device) ?? device : device;
        DeviceUsage known = usage.GetValueOrDefault((name, !isDisk, shown), new DeviceUsage(name, shown, isDisk, 0, 0));
        usage[(name, !isDisk, shown)] = counter switch
        {
            "rd_sect" => known with { BytesIn = value * SectorSize },
            "wr_sect" => known with { BytesOut = value * SectorSize },
            // What the control domain sends is what the guest receives.
            "tx_bytes" => known with { BytesIn = value },
            _ => known with { BytesOut = value },
        };
    }

    [GeneratedRegex(@"^\S+/(?:vbd-|vif)(?<domain>\d+)[-.](?<device>\d+)/statistics/(?<counter>rd_sect|wr_sect|rx_bytes|tx_bytes) (?<value>\d+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, MatchLimit.Milliseconds)]
    private static partial Regex CounterPattern();
}
