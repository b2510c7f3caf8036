using Appliance.Guests.FileSystems;

namespace Appliance.Testing.Guests;

/// <summary>What stands behind a name of a <see cref="MemoryFileSystem"/>.</summary>
internal sealed class MemoryNode(FileType type, FileRights rights)
{
    public FileType Type => type;

    public byte[] Content { get; set; } = [];

    public string? Target { get; init; }

    public Dictionary<string, byte[]> Attributes { get; } = [];

    public FileNode Describe(string name) => new(name, type, Content.Length, rights, Target);
}
