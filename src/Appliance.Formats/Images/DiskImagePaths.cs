using Appliance.Formats.Machines;

namespace Appliance.Formats.Images;

/// <summary>The paths of a target's images: the one that was named, or one for each disk in a folder.</summary>
/// <param name="path">The image file, or a folder: one that exists, or a path that ends with a slash.</param>
/// <param name="extension">How names of files in a folder end.</param>
internal sealed class DiskImagePaths(string path, string extension) : IDisposable
{
    private string? _createdFolder;

    /// <summary>Whether there is room for several images.</summary>
    public bool IsFolder => System.IO.Path.EndsInDirectorySeparator(path) || Directory.Exists(path);

    /// <summary>What was named.</summary>
    public string Path => path;

    /// <summary>One path for each disk; makes the folder where it is missing.</summary>
    public string[] Choose(MachineDisk[] disks)
    {
        if (!IsFolder)
        {
            return [path];
        }

        if (!Directory.Exists(path))
        {
            _createdFolder = Directory.CreateDirectory(path).FullName;
        }

        return [.. DiskFileNames.For(disks, extension).Select(name => System.IO.Path.Combine(path, name))];
    }

    /// <summary>Lets the folder stay.</summary>
    public void Commit() => _createdFolder = null;

    /// <summary>Deletes a folder that was made and not committed; it has to be empty by then.</summary>
    public void Dispose()
    {
        if (_createdFolder is not null)
        {
            Directory.Delete(_createdFolder);
            _createdFolder = null;
        }
    }
}
