using Appliance.Converter.Comparing;
using Appliance.Converter.Converting;
using Appliance.Converter.Inspecting;
using Appliance.Converter.Planning;
using Appliance.Converter.Preparing;
using Appliance.Converter.Verifying;
using Appliance.Formats.Machines;
using Appliance.Formats.Verification;

namespace Appliance.Cli.Output;

/// <summary>Prints results for people. Everything that may hold a stranger's text goes through <see cref="Line"/>.</summary>
internal static class TextOutput
{
    /// <summary>What inspect shows.</summary>
    public static void Write(SourceReport report)
    {
        Line($"{report.Source}: {report.Format}");
        foreach (MachineReport machine in report.Machines)
        {
            Write(machine);
        }

        WriteProperties("", report.Properties);
        Write(report.Warnings);
    }

    /// <summary>What verify shows.</summary>
    public static void Write(VerificationReport report)
    {
        foreach (Finding finding in report.Findings)
        {
            string place = finding.Offset is { } offset ? $" at byte {offset}" : "";
            Line($"{finding.Severity.ToString().ToLowerInvariant()}: {finding.File}{place}: {finding.Message} [{finding.Code}]");
        }

        int more = report.Findings.Total - report.Findings.Count;
        string rest = more > 0 ? $" ({more} more not shown)" : "";
        Line($"{report.File}: {report.Format}: {(report.IsSound ? "sound" : "damaged")}, {report.Findings.Total} findings{rest}");
    }

    /// <summary>What compare shows.</summary>
    public static void Write(PackageComparison result)
    {
        foreach (DiskComparison disk in result.Disks)
        {
            string verdict = disk.Difference is { } offset
                ? $"differ at byte {offset} (sector {offset / 512})"
                : $"the same guest bytes, {disk.FirstDigest}{Lengths(disk)}";
            Line($"{disk.First} and {disk.Second}: {verdict}");
            if (!disk.IsSame)
            {
                Line($"  {disk.First}: {disk.FirstDigest}");
                Line($"  {disk.Second}: {disk.SecondDigest}");
            }
        }

        if (result.FirstDisks != result.SecondDisks)
        {
            Line($"{result.First} has {result.FirstDisks} disks, {result.Second} has {result.SecondDisks}");
        }
    }

    /// <summary>What convert shows before it starts.</summary>
    public static void Write(ConversionPlan plan)
    {
        Line($"{plan.Source} ({plan.SourceFormat}) -> {plan.Target} ({plan.TargetFormat})");
        foreach (Machine machine in plan.Group.Machines)
        {
            Line($"  {machine.Name}: {machine.Cpus} CPUs, {Bytes.Show(machine.Memory)}, {Name(machine.Firmware)}");
            foreach (MachineDisk disk in machine.Disks)
            {
                Line($"    disk {disk.Name}: {Bytes.Show(plan.DiskSizes[disk.Id])}");
            }

            foreach (NetworkCard card in machine.NetworkCards)
            {
                Line($"    network card {card.Mac ?? "with a new MAC"} on {card.Network ?? "no network"}");
            }

            WriteCare("    ", machine.HealthChecks, machine.Restart);
        }

        foreach (GuestReport guest in plan.Guests)
        {
            GuestOutput.WritePlan(guest);
        }

        Write(plan.Warnings);
    }

    /// <summary>What convert shows when it is done.</summary>
    public static void Write(ConversionReport report)
    {
        foreach (GuestReport guest in report.Plan.Guests)
        {
            GuestOutput.WriteResult(guest);
        }

        foreach ((string file, long size) in report.Files)
        {
            Line($"made {file}, {Bytes.Show(size)}");
        }

        Line($"copied {Bytes.Show(report.BytesCopied)} in {report.Duration.TotalSeconds:0.0} s");
        if (report.Proof is { } proof)
        {
            Write(proof);
        }
    }

    /// <summary>How a machine is looked after.</summary>
    public static void WriteCare(string indent, IEnumerable<HealthCheck> checks, RestartPolicy? restart)
    {
        foreach (HealthCheck check in checks)
        {
            Line($"{indent}check     {check}");
        }

        if (restart is { } policy)
        {
            Line($"{indent}restart   {RestartPolicyNames.NameOf(policy)}");
        }
    }

    private static void Write(TargetProof proof)
    {
        foreach (DiskProof disk in proof.Disks)
        {
            Line(disk.Difference is { } offset
                ? $"disk {disk.Name}: differs from byte {offset} on; read {disk.Digest}, written {disk.WrittenDigest}"
                : $"disk {disk.Name}: read back, the same guest bytes, {disk.Digest}");
        }

        if (proof.Problem is not null)
        {
            Line($"cannot be read back: {proof.Problem}");
        }
    }

    private static void Write(MachineReport machine)
    {
        Line($"machine {machine.Name}");
        Line($"  guest     {machine.Guest ?? "not told"}");
        SystemOutput.Write(machine);
        Line($"  hardware  {machine.Cpus} CPUs, {Bytes.Show(machine.Memory)}, {Name(machine.Firmware)}{(machine.SecureBoot ? ", secure boot" : "")}");
        foreach (DiskReport disk in machine.Disks)
        {
            string place = disk.Bus == DiskBus.Unknown ? "" : $" on {disk.Bus.ToString().ToLowerInvariant()}{disk.Controller}:{disk.Unit}";
            string size = disk.VirtualSize is { } bytes ? Bytes.Show(bytes) : "size unknown";
            string allocated = disk.Allocated is { } used ? $", {Bytes.Show(used)} stored" : "";
            Line($"  disk      {disk.Name}{place}: {disk.Format ?? "unread"}, {size}{allocated}");
            if (disk.Digest is not null)
            {
                Line($"            {disk.Digest}");
            }

            if (disk.Problem is not null)
            {
                Line($"            {disk.Problem}");
            }
        }

        foreach (NetworkCardReport card in machine.NetworkCards)
        {
            Line($"  network   {card.Network ?? "none"}, {card.Model ?? "any card"}, {card.Mac ?? "MAC by the host"}");
        }

        WriteProperties("  ", machine.Properties);
        WriteCare("  ", machine.HealthChecks, machine.Restart);
    }

    private static void WriteProperties(string indent, IEnumerable<PropertyReport> properties)
    {
        foreach (PropertyReport property in properties)
        {
            string limits = property.Qualifiers is null ? "" : $", {property.Qualifiers}";
            string value = property.Value is null ? "" : $", \"{property.Value}\"";
            Line($"{indent}property  {property.Key}: {property.Type}{limits}{value}{(property.IsUserConfigurable ? "" : ", not to be chosen")}{(property.Label is null ? "" : $"; {property.Label}")}");
        }
    }

    private static void Write(IEnumerable<PlanWarning> warnings)
    {
        foreach (PlanWarning warning in warnings)
        {
            Line($"warning: {warning.Machine}: {warning.Message} [{warning.Code}]");
        }
    }

    private static string Lengths(DiskComparison disk) => disk.FirstLength == disk.SecondLength
        ? "" : $"; one is longer ({disk.FirstLength} and {disk.SecondLength} bytes) and zero behind the other's end";

    private static string Name(Firmware firmware) => firmware == Firmware.Uefi ? "UEFI" : "BIOS";

    /// <summary>One line, whatever a stranger put into it.</summary>
    public static void Line(string text) => Lines([text]);

    /// <summary>Lines that nobody else's come between.</summary>
    public static void Lines(IEnumerable<string> texts) =>
        Console.Out.WriteLine(string.Join(Environment.NewLine, texts.Select(text => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)))));
}
