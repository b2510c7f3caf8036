using Appliance.Formats.Disks;

namespace Appliance.Formats.Files;

/// <summary>A folder within another one; what is above it stays out of reach.</summary>
/// <param name="outer">The folder around it; stays open when this is disposed.</param>
/// <param name="path">Its path there, checked.</param>
internal sealed class SubFolder(IFileFolder outer, string path) : IFileFolder
{
    /// <inheritdoc/>
    public string Name => $"{outer.Name}/{path}";

    /// <summary>The folder of a file: <paramref name="folder"/> itself, or one within it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="fileName">A file's path there, checked.</param>
    public static IFileFolder Of(IFileFolder folder, string fileName)
        => fileName.LastIndexOf('/') is var slash and > 0 ? new SubFolder(folder, fileName[..slash]) : folder;

    /// <inheritdoc/>
    public bool Exists(string name) => outer.Exists(Locate(name));

    /// <inheritdoc/>
    public ValueTask<Disk?> OpenAsync(string name, CancellationToken cancellationToken) => outer.OpenAsync(Locate(name), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Locate(string name) => $"{path}/{RelativeName.Check(Name, name)}";
}
