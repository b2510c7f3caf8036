namespace Appliance.Converter.Preparing.Windows.Drivers;

/// <summary>A file of a driver pack.</summary>
/// <param name="Path">Its path in the pack, with slashes.</param>
/// <param name="Content">All of it.</param>
internal sealed record DriverPackFile(string Path, ReadOnlyMemory<byte> Content)
{
    /// <summary>The folder it is in; empty for the top.</summary>
    public string Folder => Path.LastIndexOf('/') is var slash and >= 0 ? Path[..slash] : "";

    /// <summary>Its name without folder.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}
