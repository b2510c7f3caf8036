using Appliance.Formats.IO.Native;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.IO;

/// <summary>
/// A file that takes its final name only when it is whole. Until <see cref="Commit"/> it lies beside its target under a
/// hidden name; disposing it without a commit deletes it.
/// </summary>
public sealed class TemporaryFile : IDisposable
{
    private readonly string _temporaryPath;
    private bool _committed;

    private TemporaryFile(string path, string temporaryPath, SafeFileHandle handle)
    {
        Path = path;
        _temporaryPath = temporaryPath;
        Handle = handle;
    }

    /// <summary>The final path.</summary>
    public string Path { get; }

    /// <summary>Open for reading and writing until the commit.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Creates the file beside where it will end up, so that the rename cannot cross file systems.</summary>
    /// <exception cref="IOException">The folder does not exist or cannot be written.</exception>
    public static TemporaryFile Create(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        string folder = System.IO.Path.GetDirectoryName(full) ?? throw new IOException($"{path}: names no file");
        string temporary = System.IO.Path.Combine(
            folder, $".{System.IO.Path.GetFileName(full)}.{System.IO.Path.GetRandomFileName()}.partial");
        SafeFileHandle handle = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
        return new TemporaryFile(full, temporary, handle);
    }

    /// <summary>Opens what was written so far once more, as the disk holds it and not the memory; the caller disposes it.</summary>
    /// <exception cref="IOException">The disk did not take what was written.</exception>
    public SafeFileHandle OpenToReadBack()
    {
        PageCache.Drop(Handle);
        return File.OpenHandle(_temporaryPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
    }

    /// <summary>Gives the file its final name, in one step; an older file of that name is replaced.</summary>
    public void Commit()
    {
        Handle.Dispose();
        File.Move(_temporaryPath, Path, overwrite: true);
        _committed = true;
    }

    /// <summary>Closes the file, and deletes it unless it was committed.</summary>
    public void Dispose()
    {
        Handle.Dispose();
        if (!_committed)
        {
            File.Delete(_temporaryPath);
        }
    }
}
