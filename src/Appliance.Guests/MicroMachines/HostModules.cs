using System.Buffers.Binary;
using Appliance.Guests.Initramfs.Compression;
using Appliance.Guests.Inspection.Linux.Modules;

namespace Appliance.Guests.MicroMachines;

/// <summary>A group of modules of a kernel of this host, in the order in which they are loaded.</summary>
internal sealed class HostModules
{
    private readonly string _folder;
    private readonly Dictionary<string, (string File, string[] Needs)> _known = new(StringComparer.Ordinal);
    private readonly List<string> _files = [];

    private HostModules(string name, string folder)
    {
        Name = name;
        _folder = folder;
    }

    /// <summary>What the group is called.</summary>
    public string Name { get; }

    /// <summary>Their files, what others need first.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>Finds modules and all that they need. One that is not there is taken to be built into the kernel.</summary>
    /// <param name="group">What the group is called.</param>
    /// <param name="folder">The folder of the kernel's modules.</param>
    /// <param name="names">The modules; also those that are asked for by name only, when they are used (soft dependencies).</param>
    public static HostModules Find(string group, string folder, params ReadOnlySpan<string> names)
    {
        var modules = new HostModules(group, folder);
        modules.ReadDependencies();
        foreach (string name in names)
        {
            modules.Add(name);
        }

        return modules;
    }

    /// <summary>A module, decompressed, without its signature: checking that costs more than loading the module.</summary>
    public static byte[] Read(string file)
    {
        using FileStream content = File.OpenRead(file);
        Span<byte> magic = stackalloc byte[SegmentFormat.MagicSize];
        content.ReadExactly(magic);
        content.Position = 0;
        var plain = new MemoryStream();
        if (SegmentFormat.Detect(magic) is { } compression)
        {
            using SegmentStream segment = SegmentFormat.Open(content, compression, file);
            segment.CopyTo(plain);
        }
        else
        {
            content.CopyTo(plain);
        }

        return WithoutSignature(plain.ToArray());
    }

    /// <summary>Cuts off what scripts/sign-file appended: signature, its description (12 bytes, the last four its length), magic.</summary>
    private static byte[] WithoutSignature(byte[] module)
    {
        const int DescriptionSize = 12;
        ReadOnlySpan<byte> magic = "~Module signature appended~\n"u8;
        int end = module.Length - magic.Length;
        if (end < DescriptionSize || !module.AsSpan(end).SequenceEqual(magic))
        {
            return module;
        }

        uint signature = BinaryPrimitives.ReadUInt32BigEndian(module.AsSpan(end - sizeof(uint)));
        return signature <= end - DescriptionSize ? module[..(int)(end - DescriptionSize - signature)] : module;
    }

    private void ReadDependencies()
    {
        foreach (string line in File.ReadLines(Path.Combine(_folder, "modules.dep")))
        {
            string[] parts = line.Split(':', 2);
            if (parts.Length == 2 && ModuleName.OfFile(parts[0]) is { } name)
            {
                _known[name] = (Path.Combine(_folder, parts[0]), parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }
    }

    /// <summary>Adds a module; depmod has listed everything that it needs, the last of it to be loaded first.</summary>
    private void Add(string name)
    {
        if (!_known.TryGetValue(name, out (string File, string[] Needs) module))
        {
            return;
        }

        foreach (string file in module.Needs.Reverse().Select(need => Path.Combine(_folder, need)).Append(module.File))
        {
            if (!_files.Contains(file))
            {
                _files.Add(file);
            }
        }
    }
}
