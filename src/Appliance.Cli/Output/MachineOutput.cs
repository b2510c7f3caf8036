using Appliance.Formats.Machines;
using Appliance.Runtime.Lifecycle;
using Appliance.Runtime.Machines;

namespace Appliance.Cli.Output;

/// <summary>Prints machines on a host for people.</summary>
internal static class MachineOutput
{
    /// <summary>What list shows: a line a machine, columns aligned; that of the tenants where there are any.</summary>
    public static void WriteTable(IReadOnlyList<MachineStatus> machines, bool withHosts = false)
    {
        List<string[]> rows = [["HOST", "NAME", "STATE", "DOMAIN", "TYPE", "CPUS", "MEMORY", "ADDRESS", "GROUP", "TENANT"], .. machines.Select(Row)];
        int first = withHosts ? 0 : 1, last = machines.Any(machine => machine.Record.Tenant is not null) ? rows[0].Length : rows[0].Length - 1;
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            TextOutput.Line(string.Join("  ", Enumerable.Range(first, last - first).Select(column => row[column].PadRight(widths[column]))).TrimEnd());
        }
    }

    /// <summary>What show shows.</summary>
    public static void Write(MachineStatus machine)
    {
        MachineRecord record = machine.Record;
        TextOutput.Line($"machine {record.Name} on {machine.Host}");
        Show("state", $"{Name(machine.State)}{(machine.DomainId is { } domain ? $", domain {domain}" : "")}{(machine.LockedBy is { } owner ? $"; held by {owner}" : "")}");
        Show("host", machine.Member);
        Show("is", record.Description);
        Show("from", record.Source is null ? null : $"{record.Source}, imported {record.Created:yyyy-MM-dd HH:mm}");
        Show("uuid", record.Uuid.ToString());
        Show("runs as", $"{Name(record.Type)}, started by {Name(record.Boot)}");
        Show("because", record.Reason);
        Show("kernel", record.Kernel is null ? null : $"{record.Kernel} {record.Ramdisk} {record.KernelArguments}");
        Show("hardware", $"{record.Cpus} CPUs, {Bytes.Show(record.Memory)}");
        Show("uses", machine.CpuSeconds is { } seconds ? $"{seconds:0.#} s of CPU, {Bytes.Show(machine.MemoryNow ?? 0)} of memory" : null);
        foreach (DiskRecord disk in record.Disks)
        {
            Show("disk", $"{disk.Vdev}: {Bytes.Show(disk.Size)}, {Name(disk.Format)}{(disk.IsReadOnly ? ", read only" : "")}, {disk.Path} in pool {disk.Pool}");
        }

        foreach (CardRecord card in record.Cards)
        {
            Show("network", $"{card.Mac} on {card.Bridge}{(card.Vlan is { } vlan ? $", VLAN {vlan}" : "")}{(card.Network is { } network ? $", was {network}" : "")}");
        }

        Show("settings", record.Environment is not { } environment ? null
            : string.Join(" and ", ((string?[])[environment.Vdev is { } disc ? $"on the disc {disc}" : null, environment.Keys.Count > 0 ? "in xenstore" : null]).OfType<string>()));
        Show("address", machine.Addresses.Count == 0 ? null : string.Join(", ", machine.Addresses));
        WriteCare(record);
    }

    /// <summary>A word of the command line for a value: pvgrub.</summary>
    public static string Name(Enum value) => value.ToString().ToLowerInvariant();

    private static void WriteCare(MachineRecord record)
    {
        Show("tenant", record.Tenant);
        Show("group", record.Group is null ? null : $"{record.Group}, order {record.Start.Order}");
        Show("starts", $"{(record.StartsWithHost ? "with the host" : "when asked")}{(record.Affinity is { } host ? $", best on {host}" : "")}");
        Show("restart", RestartPolicyNames.NameOf(record.Restart));
        Show("checks", record.HealthChecks.Count == 0 ? null : string.Join(", ", record.HealthChecks));
        foreach (SnapshotRecord snapshot in record.Snapshots)
        {
            Show("snapshot", $"{snapshot.Name}, {snapshot.Taken:yyyy-MM-dd HH:mm:ss}{(snapshot.HasMemory ? ", with memory" : "")}");
        }
    }

    private static string[] Row(MachineStatus machine)
    {
        bool isWhole = machine.State is not (MachineState.Unfinished or MachineState.Damaged);
        return
        [
            machine.Host, machine.Record.Name, Name(machine.State), machine.DomainId?.ToString() ?? "-", isWhole ? Name(machine.Record.Type) : "-",
            isWhole ? $"{machine.Record.Cpus}" : "-", isWhole ? Bytes.Show(machine.Record.Memory) : "-",
            machine.Addresses.Count > 0 ? machine.Addresses[0] : "-", machine.Record.Group ?? "-", machine.Record.Tenant ?? "-",
        ];
    }

    private static void Show(string name, string? value)
    {
        if (value is not null)
        {
            TextOutput.Line($"  {name,-9} {value.TrimEnd()}");
        }
    }
}
