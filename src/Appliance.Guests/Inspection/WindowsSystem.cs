namespace Appliance.Guests.Inspection;

/// <summary>An installed Windows.</summary>
public sealed record WindowsSystem : InstalledSystem
{
    /// <summary>The edition, as the registry's EditionID: <c>ServerStandard</c>; null where it does not say.</summary>
    public string? Edition { get; init; }

    /// <summary>Major version: 6 for Vista to 8.1, 10 since.</summary>
    public required int Major { get; init; }

    /// <summary>Minor version: 1 is 7 and 2008 R2, 2 is 8 and 2012, 3 is 8.1 and 2012 R2.</summary>
    public required int Minor { get; init; }

    /// <summary>Build number.</summary>
    public required int Build { get; init; }

    /// <summary>The folder of the system, as it is spelled on the disk: <c>/Windows</c>.</summary>
    public required string SystemRoot { get; init; }

    /// <summary>The control sets of the registry, by number.</summary>
    public required IReadOnlyList<int> ControlSets { get; init; }

    /// <summary>The one that starts next.</summary>
    public required int CurrentControlSet { get; init; }

    /// <summary>How far its hardware clock is ahead of UTC: zero where it keeps that, else as far as its time zone was when it last ran.</summary>
    public TimeSpan ClockOffset { get; init; }

    /// <summary>Whether drivers are looked up in DriverDatabase (8, 2012 and later), not in CriticalDeviceDatabase.</summary>
    public bool HasDriverDatabase => Major > 6 || (Major == 6 && Minor >= 2);
}
