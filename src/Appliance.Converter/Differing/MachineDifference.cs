namespace Appliance.Converter.Differing;

/// <summary>How a machine differs from what it was.</summary>
/// <param name="Machine">Its name now, or before where it is gone.</param>
/// <param name="Hardware">Parts that differ.</param>
public sealed record MachineDifference(string Machine, IReadOnlyList<HardwareDifference> Hardware)
{
    /// <summary>Packages that differ, by name.</summary>
    public IReadOnlyList<PackageDifference> Packages { get; init; } = [];

    /// <summary>Files that differ, by path.</summary>
    public IReadOnlyList<FileDifference> Files { get; init; } = [];

    /// <summary>Why its packages and files could not be looked at; null where they were, or where there are no disks.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether it was looked at, and nothing differs.</summary>
    public bool IsSame => Hardware.Count == 0 && Packages.Count == 0 && Files.Count == 0 && Problem is null;
}
