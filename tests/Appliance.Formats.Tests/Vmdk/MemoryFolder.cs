using System.Text;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.Vmdk;
using Appliance.Testing;

namespace Appliance.Formats.Tests.Vmdk;

/// <summary>Files in memory, under the rule for names that real folders keep.</summary>
internal sealed class MemoryFolder : IFileFolder
{
    private readonly Dictionary<string, Func<Disk>> _files = [];

    public string Name => "/folder";

    /// <summary>What was warned of while images were opened.</summary>
    public List<string> Warnings { get; } = [];

    public MemoryFolder With(string name, byte[] content) => With(name, () => new TestDisk(content, name, allData: true));

    public MemoryFolder With(string name, string text) => With(name, Encoding.UTF8.GetBytes(text));

    public MemoryFolder With(string name, Func<Disk> open)
    {
        _files[name] = open;
        return this;
    }

    /// <summary>Adds a descriptor of one extent.</summary>
    public MemoryFolder WithDescriptor(string name, long length, string type, string extent, string more = "parentCID=ffffffff")
        => With(name, $"# Disk DescriptorFile\nversion=1\nCID=12345678\n{more}\ncreateType=\"custom\"\nRW {length / 512} {type} \"{extent}\"\n");

    /// <summary>Opens an image of the folder.</summary>
    public ValueTask<Disk> OpenImageAsync(string name)
        => VmdkImage.OpenAsync(_files[name](), this, new ReadOptions { Warn = Warnings.Add }, CancellationToken.None);

    public bool Exists(string name) => _files.ContainsKey(RelativeName.Check(Name, name));

    public ValueTask<Disk?> OpenAsync(string name, CancellationToken cancellationToken)
        => new(_files.TryGetValue(RelativeName.Check(Name, name), out Func<Disk>? open) ? open() : null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
