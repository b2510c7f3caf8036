using Appliance.Runtime.Hosts;
using Appliance.Runtime.Shell;
using Appliance.Runtime.Xl.Storage;

namespace Appliance.Runtime.Xl.Reporting;

/// <summary>Describes a host: one script, and the room of each pool.</summary>
internal sealed class HostReporter(IHostShell shell, HostEntry entry)
{
    private const string Script = """
        echo @info
        xl info || exit
        echo @load
        cat /proc/loadavg
        echo @loaders
        for file in /usr/lib/grub-xen/*.bin /usr/lib/xen*/boot/* /usr/libexec/xen/boot/* /usr/local/lib/xen/boot/* \
            /usr/lib/xen*/bin/pygrub /usr/libexec/xen/bin/pygrub /usr/local/lib/xen/bin/pygrub \
            /usr/share/OVMF/OVMF_CODE*.fd /usr/share/ovmf/*.fd /usr/share/seabios/bios.bin /usr/share/seabios/bios-256k.bin \
            /usr/libexec/xen-qemu-system-* /usr/lib/xen*/bin/qemu-system-* /usr/bin/qemu-system-i386 /usr/bin/qemu-system-x86_64
        do
            [ ! -f "$file" ] || echo "$file"
        done
        echo @xenfirmware
        for file in /usr/lib/xen*/boot/ovmf* /usr/libexec/xen/boot/ovmf* /usr/local/lib/xen/boot/ovmf* /usr/share/OVMF/OVMF_CODE*.fd /usr/share/ovmf/*.fd
        do
            [ ! -f "$file" ] || [ "$(head -c 4 "$file" | tr -dc A-Z)" != ELF ] || echo "$file"
        done
        echo @bridges
        for folder in /sys/class/net/*/bridge; do
            link=${folder%/bridge}
            [ ! -d "$folder" ] || echo "${link##*/} $(cat "$link/flags")"
        done
        echo @openvswitch
        if command -v ovs-vsctl > /dev/null; then
            ovs-vsctl --timeout=5 list-br 2> /dev/null | while read -r bridge; do
                echo "$bridge $(cat "/sys/class/net/$bridge/flags" 2> /dev/null)"
            done
        fi
        exit 0
        """;

    /// <summary>What the host is, has and has left.</summary>
    /// <param name="pools">The pools of its entry.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">xl does not answer there.</exception>
    public async Task<HostReport> DescribeAsync(IEnumerable<IVolumePool> pools, CancellationToken cancellationToken)
    {
        ShellResult result = await shell.RunAsync(Script, cancellationToken);
        HostReport report = Read(result.Demand("ask xl about the host"));
        var rooms = new List<PoolReport>();
        foreach (IVolumePool pool in pools)
        {
            rooms.Add(await pool.MeasureAsync(cancellationToken));
        }

        return report with { Pools = rooms };
    }

    /// <summary>Reads what the script prints.</summary>
    internal HostReport Read(string text)
    {
        var sections = new ReportSections(text);
        var info = new XlInfo(sections["info"]);
        return new HostReport
        {
            Name = entry.Name,
            Address = entry.Address.ToString(),
            HostName = info["host"],
            XenVersion = info.XenVersion,
            Kernel = info["release"],
            Cpus = (int)info.Number("nr_cpus"),
            Memory = info.Mebibytes("total_memory"),
            FreeMemory = info.Mebibytes("free_memory"),
            Capabilities = info.Capabilities,
            Load = LoadOf(sections["load"]),
            Loaders = [.. sections["loaders"].Distinct(StringComparer.Ordinal)],
            XenFirmware = [.. sections["xenfirmware"].Distinct(StringComparer.Ordinal)],
            Networks = [.. NetworksOf(sections["bridges"], false), .. NetworksOf(sections["openvswitch"], true)],
        };
    }

    private static double LoadOf(IReadOnlyList<string> lines) =>
        lines.Count > 0 && double.TryParse(lines[0].Split(' ')[0], out double load) && double.IsFinite(load) ? load : 0;

    // Name and the interface's flags, 0x1003: bit 0 tells that it is up.
    private static IEnumerable<NetworkReport> NetworksOf(IReadOnlyList<string> lines, bool isOpenVswitch) =>
        from line in lines
        let words = line.Split(' ')
        let flags = words.Length > 1 && words[1].Length > 2 ? words[1][^1] : '0'
        select new NetworkReport(words[0], isOpenVswitch, char.IsAsciiHexDigit(flags) && Convert.ToInt32($"{flags}", 16) % 2 == 1);
}
