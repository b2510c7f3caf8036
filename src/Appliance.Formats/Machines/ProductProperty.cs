namespace Appliance.Formats.Machines;

/// <summary>A setting that the user can give when a machine is deployed (OVF Property).</summary>
public sealed record ProductProperty
{
    /// <summary>Full key: <c>[class.]key[.instance]</c>.</summary>
    public required string Key { get; init; }

    /// <summary>OVF type: string, boolean, uint8...; VMware adds ip and others.</summary>
    public string Type { get; init; } = "string";

    /// <summary>Constraints, such as <c>MinLen(1) MaxLen(63)</c>.</summary>
    public string? Qualifiers { get; init; }

    /// <summary>The value, for the chosen configuration; null where there is none.</summary>
    public string? Value { get; init; }

    /// <summary>The heading it stands under.</summary>
    public string? Category { get; init; }

    /// <summary>What to call it when asking for it.</summary>
    public string? Label { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Whether the user may change it.</summary>
    public bool IsUserConfigurable { get; init; }

    /// <summary>Whether the value is a secret.</summary>
    public bool IsPassword { get; init; }
}
