using Appliance.Runtime.Hosts;
using static Appliance.Cli.Output.TextOutput;

namespace Appliance.Cli.Output;

/// <summary>Prints hosts, for people or as JSON.</summary>
internal static class HostOutput
{
    /// <summary>What host add and host set show.</summary>
    public static void Write(HostEntry entry, bool json)
    {
        if (json)
        {
            JsonOutput.Write(entry, JsonTypes.Default.HostEntry);
            return;
        }

        Line($"{entry.Name}: {entry.Address}{(entry.Folder == HostEntry.DefaultFolder ? "" : $", {entry.Folder}")}");
        if (entry.Labels.Texts.Count > 0)
        {
            Line($"  labels    {entry.Labels}");
        }

        if (entry.Tenant is { } tenant)
        {
            Line($"  tenant    {tenant}");
        }

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

    /// <summary>What host check shows.</summary>
    public static void WriteCheck(string host, IReadOnlyList<HostFinding> findings, bool json) =>
        Write(findings, json, finding => finding.IsNote ? "note: " : "", $"{host}: {Count(findings.Count(finding => !finding.IsNote), "half-done", findings)}");

    /// <summary>What host repair shows.</summary>
    public static void WriteRepair(string host, IReadOnlyList<HostFinding> findings, bool json)
    {
        int cleaned = findings.Count(finding => finding.IsCleaned), left = findings.Count(IsLeft);
        string summary = $"{(cleaned == 0 ? "" : $"{cleaned} cleaned, ")}{Count(left, "left as it is", findings)}";
        Write(findings, json, finding => finding.IsCleaned ? "cleaned: " : finding.IsNote ? "note: " : "left: ", $"{host}: {summary}");
    }

    /// <summary>Whether something half-done is still there after a repair.</summary>
    public static bool IsLeft(HostFinding finding) => finding is { IsNote: false, IsCleaned: false };

    private static void Write(IReadOnlyList<HostFinding> findings, bool json, Func<HostFinding, string> word, string summary)
    {
        if (json)
        {
            JsonOutput.Write(findings, JsonTypes.Default.IReadOnlyListHostFinding);
            return;
        }

        foreach (HostFinding finding in findings)
        {
            Line($"{word(finding)}{finding.Kind} {finding.Subject}: {finding.Message}");
        }

        Line(summary);
    }

    /// <summary>How many there are of what is to be told, and how many notes besides.</summary>
    private static string Count(int count, string what, IReadOnlyList<HostFinding> findings)
    {
        int notes = findings.Count(finding => finding.IsNote);
        return $"{(count == 0 ? "nothing half-done" : $"{count} {what}")}{(notes == 0 ? "" : $", {notes} kept")}";
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
