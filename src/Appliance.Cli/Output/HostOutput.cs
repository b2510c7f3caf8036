using Appliance.Runtime.Hosts;
using static Appliance.Cli.Output.TextOutput;

namespace Appliance.Cli.Output;

/// <summary>Prints hosts, for people or as JSON.</summary>
internal static class HostOutput
{
    /// <summary>What host add shows.</summary>
    public static void Write(HostEntry entry, bool json)
    {
        if (json)
        {
            JsonOutput.Write(entry, JsonTypes.Default.HostEntry);
            return;
        }

        Line($"{entry.Name}: {entry.Address}{(entry.Folder == HostEntry.DefaultFolder ? "" : $", {entry.Folder}")}");
        foreach (StoragePool pool in entry.Pools)
        {
            Line($"  pool      {pool}");
        }
    }

    /// <summary>What host list shows.</summary>
    public static void Write(IReadOnlyList<HostEntry> hosts, bool json)
    {
        if (json)
        {
            JsonOutput.Write(hosts, JsonTypes.Default.IReadOnlyListHostEntry);
            return;
        }

        foreach (HostEntry host in hosts)
        {
            Write(host, json);
        }
    }

    /// <summary>What host check and host repair show.</summary>
    public static void Write(string host, IReadOnlyList<HostFinding> findings, bool json)
    {
        if (json)
        {
            JsonOutput.Write(findings, JsonTypes.Default.IReadOnlyListHostFinding);
            return;
        }

        foreach (HostFinding finding in findings)
        {
            Line($"{finding.Kind} {finding.Subject}: {finding.Message}");
        }

        Line($"{host}: {(findings.Count == 0 ? "nothing half-done" : $"{findings.Count} half-done")}");
    }

    /// <summary>What host show shows.</summary>
    public static void Write(HostReport report, bool json)
    {
        if (json)
        {
            JsonOutput.Write(report, JsonTypes.Default.HostReport);
            return;
        }

        Line($"{report.Name}: {report.Address}");
        Line($"  system    {report.HostName}, Xen {report.XenVersion}, kernel {report.Kernel}");
        Line($"  runs      {string.Join(' ', report.Capabilities)}");
        Line($"  CPUs      {report.Cpus}, load {report.Load:0.00}");
        Line($"  memory    {Bytes.Show(report.Memory)}, {Bytes.Show(report.FreeMemory)} free");
        foreach (PoolReport pool in report.Pools)
        {
            Line($"  pool      {pool.Pool}: {pool.Problem ?? $"{Bytes.Show(pool.Free)} free of {Bytes.Show(pool.Size)}"}");
        }

        foreach (NetworkReport network in report.Networks)
        {
            Line($"  network   {network.Bridge}: {(network.IsOpenVswitch ? "Open vSwitch" : "bridge")}, {(network.IsUp ? "up" : "down")}");
        }

        foreach (string loader in report.Loaders)
        {
            Line($"  loader    {loader}");
        }
    }
}
