namespace Appliance.Converter.Preparing.Linux.Services;

/// <summary>The names of what VMware's tools start.</summary>
internal static class VmwareServices
{
    private static readonly string[] Names = ["open-vm-tools", "vmtoolsd", "vmware-tools", "vmware-tools-thinprint", "vgauth", "vgauthd", "vmware-vmblock-fuse", @"run-vmblock\x2dfuse", "vmblock-fuse"];

    /// <summary>Whether a unit of systemd is one.</summary>
    public static bool IsUnit(string unit)
        => Stem(unit) is { } stem && Names.Contains(stem);

    /// <summary>Whether a script, or a job of Upstart, is one.</summary>
    public static bool IsService(string name) => Names.Contains(name);

    private static string? Stem(string unit)
        => unit.EndsWith(".service", StringComparison.Ordinal) ? unit[..^8] : unit.EndsWith(".mount", StringComparison.Ordinal) ? unit[..^6] : null;
}
