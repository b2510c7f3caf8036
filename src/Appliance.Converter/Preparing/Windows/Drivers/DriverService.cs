namespace Appliance.Converter.Preparing.Windows.Drivers;

/// <summary>A service that a driver package installs.</summary>
internal sealed record DriverService
{
    /// <summary>The value of <see cref="Start"/> of what the boot loader loads.</summary>
    public const uint BootStart = 0;

    /// <summary>Its key below Services.</summary>
    public required string Name { get; init; }

    /// <summary>Its name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>ServiceType: 1 for a driver.</summary>
    public required uint Type { get; init; }

    /// <summary>StartType: 0 is loaded by the boot loader, 3 when its device is found.</summary>
    public required uint Start { get; init; }

    /// <summary>ErrorControl: 1 goes on without it.</summary>
    public required uint ErrorControl { get; init; }

    /// <summary>LoadOrderGroup; null where it is in none.</summary>
    public string? Group { get; init; }

    /// <summary>The file name of its program, without folder.</summary>
    public required string Binary { get; init; }

    /// <summary>Whether it is the driver of the device itself (SPSVCINST_ASSOCSERVICE), not one beside it.</summary>
    public required bool IsOfDevice { get; init; }

    /// <summary>What its AddReg sections ask for.</summary>
    public IReadOnlyList<RegistryAddition> Additions { get; init; } = [];
}
