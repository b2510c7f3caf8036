using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Vmdk;
using Appliance.Testing;

namespace Appliance.Formats.Tests.Vmdk;

/// <summary>A folder with a disk and its snapshots, as a datastore of ESXi has them.</summary>
internal sealed class DatastoreFolder : IDisposable
{
    private const int Sector = 512;
    private readonly TemporaryFolder _folder = new();

    public string this[string name] => _folder[name];

    public LocalFolder Siblings => new(_folder.Path);

    /// <summary>Writes <c>name.vmdk</c> over <c>name-flat.vmdk</c>.</summary>
    public void WriteFlat(string name, byte[] content, string createType = "vmfs")
    {
        _folder.Write($"{name}-flat.vmdk", content);
        WriteDescriptor(name, content.Length, createType, "VMFS", "flat", parent: null);
    }

    /// <summary>Writes <c>name.vmdk</c> over <c>name-delta.vmdk</c>, a redo log.</summary>
    public void WriteCowd(string name, GrainLayer layer, string? parent, Random? random = null)
    {
        _folder.Write($"{name}-delta.vmdk", CowdImage.Write(layer, random));
        WriteDescriptor(name, layer.Content.Length, "vmfsSparse", "VMFSSPARSE", "delta", parent);
    }

    /// <summary>Writes <c>name.vmdk</c> over <c>name-sesparse.vmdk</c>.</summary>
    public void WriteSeSparse(string name, GrainLayer layer, string? parent, Random? random = null, int firstGrain = 0)
    {
        _folder.Write($"{name}-sesparse.vmdk", SeSparseImage.Write(layer, random, firstGrain));
        WriteDescriptor(name, layer.Content.Length, "seSparse", "SESPARSE", "sesparse", parent);
    }

    /// <summary>Writes any file.</summary>
    public void Write(string name, string text) => _folder.Write(name, text);

    /// <summary>Writes a descriptor whose content identifier is made from its name, as is that of its parent.</summary>
    public void WriteDescriptor(string name, long length, string createType, string type, string suffix, string? parent, string? hint = null)
    {
        string link = parent is null ? "" : $"parentFileNameHint=\"{hint ?? $"{parent}.vmdk"}\"\n";
        _folder.Write($"{name}.vmdk", $"""
            # Disk DescriptorFile
            version=1
            encoding="UTF-8"
            CID={CidOf(name):x8}
            parentCID={(parent is null ? "ffffffff" : CidOfFile(parent))}
            isNativeSnapshot="no"
            createType="{createType}"
            {link}
            # Extent description
            RW {length / Sector} {type} "{Path.GetFileName(name)}-{suffix}.vmdk"

            # The Disk Data Base
            #DDB

            ddb.virtualHWVersion = "14"
            """);
    }

    public ValueTask<Disk> OpenAsync(string name)
        => VmdkImage.OpenAsync(FileDisk.Open(_folder[name]), Siblings, ReadOptions.Default, CancellationToken.None);

    public void Dispose() => _folder.Dispose();

    /// <summary>Any number that is no reserved one.</summary>
    private static uint CidOf(string name) => (uint)(string.GetHashCode(name, StringComparison.Ordinal) & 0x7FFF_FFFF) | 1;

    /// <summary>What an image says of itself, whoever wrote it: in a sparse extent the descriptor is somewhere in front.</summary>
    private string CidOfFile(string name)
    {
        using FileStream file = File.OpenRead(_folder[$"{name}.vmdk"]);
        var head = new byte[Math.Min(file.Length, 64 << 10)];
        file.ReadExactly(head);
        string text = System.Text.Encoding.Latin1.GetString(head);
        // qemu leaves leading zeros out.
        string rest = text[(text.IndexOf("\nCID=", StringComparison.Ordinal) + "\nCID=".Length)..];
        return string.Concat(rest.TakeWhile(char.IsAsciiHexDigit)).PadLeft(8, '0');
    }
}
