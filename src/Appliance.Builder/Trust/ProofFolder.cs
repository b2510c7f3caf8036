using Appliance.Formats.IO;

namespace Appliance.Builder.Trust;

/// <summary>Where the files that tell of a build are written: beside what it made, named after it.</summary>
/// <param name="folder">The folder.</param>
/// <param name="stem">What all names begin with: <c>web-1.2</c>.</param>
public sealed class ProofFolder(string folder, string stem)
{
    private readonly Dictionary<string, long> _written = new(StringComparer.Ordinal);

    /// <summary>What was written, as full paths, with sizes in bytes.</summary>
    public IReadOnlyDictionary<string, long> Written => _written;

    /// <summary>The path of a file.</summary>
    /// <param name="extension">What its name ends with: <c>.spdx.json</c>.</param>
    public string PathOf(string extension) => Path.GetFullPath(Path.Combine(folder, stem + extension));

    /// <summary>What a file is called from here: <c>web-1.2.ova</c>.</summary>
    /// <param name="path">Its path, in full.</param>
    public string NameOf(string path) => Path.GetRelativePath(Path.GetFullPath(folder), path);

    /// <summary>Writes a file; one that is there is replaced.</summary>
    /// <param name="extension">What its name ends with.</param>
    /// <param name="content">All of it.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left of it.</param>
    public async Task WriteAsync(string extension, byte[] content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        using TemporaryFile file = TemporaryFile.Create(PathOf(extension));
        await RandomAccess.WriteAsync(file.Handle, content, 0, cancellationToken);
        file.Commit();
        _written[file.Path] = content.Length;
    }
}
