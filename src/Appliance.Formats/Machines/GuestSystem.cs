namespace Appliance.Formats.Machines;

/// <summary>The guest operating system, as the package claims it; nothing here was looked up on the disk.</summary>
public sealed record GuestSystem
{
    /// <summary>A sentence for people: "Debian GNU/Linux 12 (64-bit)".</summary>
    public string? Description { get; init; }

    /// <summary>VMware's identifier: <c>debian12_64Guest</c>.</summary>
    public string? VmwareId { get; init; }

    /// <summary>CIM_OperatingSystem.OSType, as in OVF's <c>OperatingSystemSection/@id</c>; null where absent.</summary>
    public int? CimId { get; init; }

    /// <summary>Version as written in the package.</summary>
    public string? Version { get; init; }
}
