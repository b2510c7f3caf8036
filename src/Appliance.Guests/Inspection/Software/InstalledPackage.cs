namespace Appliance.Guests.Inspection.Software;

/// <summary>A package that a distribution's package manager has installed, as its database tells.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version, with epoch and revision.</param>
/// <param name="Architecture">What it runs on: <c>amd64</c>, <c>all</c>.</param>
public sealed record InstalledPackage(string Name, string Version, string Architecture)
{
    /// <summary>The source package it was built from; its own name where the database does not say.</summary>
    public string Source { get; init; } = Name;

    /// <summary>The version of that source.</summary>
    public string SourceVersion { get; init; } = Version;

    /// <summary>Who looks after it: <c>Name &lt;address&gt;</c>; null where the database does not say.</summary>
    public string? Maintainer { get; init; }

    /// <summary>A page about it; null where there is none.</summary>
    public string? Homepage { get; init; }

    /// <summary>What it is, in one line; null where the database does not say.</summary>
    public string? Summary { get; init; }
}
