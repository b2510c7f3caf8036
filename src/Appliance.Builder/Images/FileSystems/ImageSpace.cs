using Appliance.Formats;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Builder.Images.FileSystems;

/// <summary>A place in an image that a file system is made in.</summary>
/// <param name="Image">The raw image's path.</param>
/// <param name="File">The same, open for reading and writing.</param>
/// <param name="Place">Where it goes, and its identity.</param>
/// <param name="Work">A folder for what is made on the way.</param>
internal sealed record ImageSpace(string Image, SafeFileHandle File, PlannedPartition Place, string Work)
{
    /// <summary>What messages call it.</summary>
    public string Name => Place.Choice.Mount is { } mount ? $"the file system of {mount}" : "swap space";

    /// <summary>It as a device.</summary>
    public ImageDevice NewDevice() => new(File, Name, Place.Offset, Place.Length);

    /// <summary>A path for something that is made on the way.</summary>
    public string NewPath(string kind) => Path.Combine(Work, $"{Place.Id}.{kind}");

    /// <summary>The error for a tree that is larger than the space.</summary>
    /// <param name="problem">What was noticed.</param>
    public UnsupportedImageException Full(string problem) => new(Name, $"does not take all that is to be on it; give it, or the disk, a larger size ({problem})");
}
