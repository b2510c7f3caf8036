using Appliance.Guests.FileSystems;

namespace Appliance.Converter.Tests.Preparing.Linux;

/// <summary>A file system one file of which has terabytes without content.</summary>
internal sealed class SparseFileSystem(FileSystem files, string sparse) : FileSystem
{
    public override string Name => files.Name;

    public override FileSystemKind Kind => files.Kind;

    public override long FreeBytes => long.MaxValue;

    public override FileNode? Find(string path) => files.Find(path);

    public override IReadOnlyList<FileNode> List(string path) => files.List(path);

    public override Stream OpenRead(string path) => path == sparse ? new SparseStream() : files.OpenRead(path);

    public override byte[]? GetAttribute(string path, string name) => files.GetAttribute(path, name);

    public override void Write(string path, Stream content, FileRights rights) => throw new IOException("nothing is to be written");

    public override void CreateFolder(string path, FileRights rights) => throw new IOException("nothing is to be written");

    public override void CreateLink(string path, string target) => throw new IOException("nothing is to be written");

    public override void SetAttribute(string path, string name, ReadOnlySpan<byte> value) => throw new IOException("nothing is to be written");

    public override void Delete(string path) => throw new IOException("nothing is to be deleted");

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing) => files.Dispose();
}
