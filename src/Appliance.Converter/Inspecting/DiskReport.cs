using Appliance.Formats.Machines;

namespace Appliance.Converter.Inspecting;

/// <summary>What is known of a disk.</summary>
public sealed record DiskReport
{
    /// <summary>What the package calls it.</summary>
    public required string Id { get; init; }

    /// <summary>A name to show.</summary>
    public required string Name { get; init; }

    /// <summary>The file that holds it; null for a blank disk.</summary>
    public string? File { get; init; }

    /// <summary>What the file is; null where it was not told.</summary>
    public string? Format { get; init; }

    /// <summary>Bytes the guest sees; null where only the image knows and it could not be opened.</summary>
    public long? VirtualSize { get; init; }

    /// <summary>Bytes of them that are stored; null where the image could not be opened.</summary>
    public long? Allocated { get; init; }

    /// <summary>Content digest; null where it was not asked for, or the image could not be read.</summary>
    public string? Digest { get; init; }

    /// <summary>The controller's kind.</summary>
    public required DiskBus Bus { get; init; }

    /// <summary>Which controller of that kind, from 0.</summary>
    public required int Controller { get; init; }

    /// <summary>Address on the controller.</summary>
    public required int Unit { get; init; }

    /// <summary>Why it cannot be read; null where it can.</summary>
    public string? Problem { get; init; }

    internal static DiskReport Of(MachineDisk disk, string? format, long? size, long? allocated, string? problem) => new()
    {
        Id = disk.Id,
        Name = disk.Name,
        File = disk.FileName,
        Format = format,
        VirtualSize = size,
        Allocated = allocated,
        Bus = disk.Bus,
        Controller = disk.Controller,
        Unit = disk.Unit,
        Problem = problem,
    };
}
