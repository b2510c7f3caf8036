using Appliance.Formats;
using Appliance.Formats.Images;
using Appliance.Formats.Machines;
using Appliance.Formats.Ova;
using Appliance.Formats.Ovf;
using Appliance.Formats.Xva;

namespace Appliance.Cli.Commands;

/// <summary>What can be written: the names of the formats, and the extensions that choose them.</summary>
internal static class TargetFormat
{
    private delegate IMachineTarget Opener(string path, XvaOptions xva, WriteOptions options);

    private static readonly (string Name, string[] Extensions, Opener Open)[] All =
    [
        ("xva", [".xva"], static (path, xva, options) => new XvaTarget(path, xva, options)),
        ("vhd", [".vhd"], static (path, _, options) => new DiskImageTarget(path, DiskImageFormat.Vhd, options)),
        ("vhd-fixed", [], static (path, _, options) => new DiskImageTarget(path, DiskImageFormat.VhdFixed, options)),
        ("vhd-diff", [], static (_, _, _) => throw new UsageException("--to vhd-diff needs the VHD that it is to lie over: --parent BASE.vhd")),
        ("raw", [".raw", ".img"], static (path, _, options) => new DiskImageTarget(path, DiskImageFormat.Raw, options)),
        ("qcow2", [".qcow2"], static (path, _, options) => new DiskImageTarget(path, DiskImageFormat.Qcow2, options)),
        ("vmdk", [".vmdk"], static (path, _, options) => new DiskImageTarget(path, DiskImageFormat.Vmdk, options)),
        ("ovf", [".ovf"], static (path, _, options) => new OvfTarget(path, options)),
        ("ova", [".ova"], static (path, _, options) => new OvaTarget(path, options)),
    ];

    /// <summary>The names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(format => format.Name));

    /// <summary>Opens the target that a path or a named format asks for.</summary>
    /// <exception cref="UsageException">Neither says which format is meant.</exception>
    public static IMachineTarget Open(string path, string? name, XvaOptions xva, WriteOptions options)
    {
        string extension = Path.GetExtension(path);
        Opener? open = name is not null
            ? All.FirstOrDefault(format => format.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Open
            : All.FirstOrDefault(format => format.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase)).Open;
        return open is not null ? open(path, xva, options)
            : throw new UsageException(name is null
                ? $"\"{path}\" does not say what to write; choose with --to ({Names})"
                : $"--to {name}: there is no such format ({Names})");
    }
}
