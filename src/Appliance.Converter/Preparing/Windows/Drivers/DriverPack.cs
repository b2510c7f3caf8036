using Appliance.Guests.Inspection;

namespace Appliance.Converter.Preparing.Windows.Drivers;

/// <summary>The PV drivers of a distributor: the Xen Project's, XenServer's, XCP-ng's. What is in them says what is done with them.</summary>
internal sealed class DriverPack
{
    // What folders for a processor are called in the packs.
    private static readonly Dictionary<string, string> Processors = new(StringComparer.OrdinalIgnoreCase)
    {
        ["x64"] = "x86_64",
        ["amd64"] = "x86_64",
        ["x86_64"] = "x86_64",
        ["x86"] = "i386",
        ["i386"] = "i386",
        ["win32"] = "i386",
        ["arm64"] = "aarch64",
    };

    private readonly IReadOnlyList<DriverPackFile> _files;

    private DriverPack(string name, IReadOnlyList<DriverPackFile> files)
    {
        Name = name;
        _files = files;
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>Opens a folder, or an archive: .zip, .tar, .tar.gz, .tgz.</summary>
    /// <exception cref="Formats.ImageException">The archive is damaged, made to do harm, or of another kind; or no driver is in it.</exception>
    public static DriverPack Open(string path)
    {
        IReadOnlyList<DriverPackFile> files = DriverPackReader.Read(path);
        return files.Any(file => IsInf(file.Name)) ? new DriverPack(path, files)
            : throw new Formats.UnsupportedImageException(path, "holds no .inf file; give the folder or archive of the Xen PV drivers, such as xenbus/x64/xenbus.inf");
    }

    /// <summary>The packages for a Windows, the bus first, then what is on it; each once, in its newest version.</summary>
    public IReadOnlyList<DriverPackage> For(WindowsSystem system)
        => [.. _files
            .Where(file => IsInf(file.Name) && IsFor(file, system))
            .Select(file => DriverPackageReader.Read(InfFile.Parse($"{Name}:{file.Path}", file.Content.Span), Beside(file), system))
            .OfType<DriverPackage>()
            .GroupBy(package => package.Name, StringComparer.Ordinal)
            .Select(group => group.OrderByDescending(package => package.Version).First())
            .OrderBy(package => package.DeviceIds.Any(id => id.StartsWith(@"PCI\", StringComparison.OrdinalIgnoreCase)) ? 0 : 1)
            .ThenBy(package => package.IsBootCritical ? 0 : 1)
            .ThenBy(package => package.Name, StringComparer.Ordinal)];

    private Dictionary<string, ReadOnlyMemory<byte>> Beside(DriverPackFile inf)
        => _files.Where(file => file.Folder == inf.Folder)
            .GroupBy(file => file.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First().Content, StringComparer.OrdinalIgnoreCase);

    private static bool IsInf(string name) => name.EndsWith(".inf", StringComparison.OrdinalIgnoreCase);

    private static bool IsFor(DriverPackFile file, WindowsSystem system)
    {
        string? processor = file.Folder.Split('/').Select(part => Processors.GetValueOrDefault(part)).LastOrDefault(part => part is not null);
        return processor is null || processor == system.Architecture;
    }
}
