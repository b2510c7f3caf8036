using Appliance.Cli.Output;
using Appliance.Formats.Images;
using Appliance.Formats.Machines;
using Appliance.Formats.Ova;
using Appliance.Formats.Ovf;
using Appliance.Formats.Xva;

namespace Appliance.Cli.Commands;

/// <summary>What can be written: the names of the formats, and the extensions that choose them.</summary>
/// <param name="Name">What --to calls it.</param>
/// <param name="Extensions">Ends of file names that mean it.</param>
/// <param name="OpenFile">Makes the target of a path.</param>
internal sealed record TargetFormat(string Name, string[] Extensions, TargetFormat.FileOpener OpenFile)
{
    /// <summary>The format that takes --parent.</summary>
    public const string Differencing = "vhd-diff";

    private const string SeveralFiles = "is several files";

    /// <summary>Makes a target that writes files.</summary>
    internal delegate IMachineTarget FileOpener(string path, TargetOptions options);

    /// <summary>Makes a target that writes to standard output.</summary>
    internal delegate IMachineTarget StreamOpener(Stream output, TargetOptions options);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<TargetFormat> All { get; } =
    [
        new("xva", [".xva"], static (path, options) => new XvaTarget(path, options.Xva, options.Write))
        {
            OpenStream = static (output, options) => new XvaTarget(output, StandardOutput.Name, options.Xva, options.Write),
        },
        Image("vhd", [".vhd"], DiskImageFormat.Vhd),
        Image("vhd-fixed", [], DiskImageFormat.VhdFixed),
        new(Differencing, [], OpenDifferencing),
        Image("raw", [".raw", ".img"], DiskImageFormat.Raw),
        Image("qcow2", [".qcow2"], DiskImageFormat.Qcow2),
        Image("vmdk", [".vmdk"], DiskImageFormat.Vmdk),
        Image("vmdk-sparse", [], DiskImageFormat.VmdkSparse),
        new("ovf", [".ovf"], static (path, options) => new OvfTarget(path, OvfDialect.Xen, options.Write)) { Obstacle = SeveralFiles },
        new("ova", [".ova"], static (path, options) => new OvaTarget(path, OvfDialect.Xen, options.Write)),
        new("vmware-ovf", [], static (path, options) => new OvfTarget(path, OvfDialect.Vmware, options.Write)) { Obstacle = SeveralFiles },
        new("vmware-ova", [], static (path, options) => new OvaTarget(path, OvfDialect.Vmware, options.Write)),
    ];

    /// <summary>The names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(format => format.Name));

    /// <summary>
    /// Makes the target of standard output; null where the format cannot be written from its first byte to its last, and
    /// hence not be compressed on the way either.
    /// </summary>
    public StreamOpener? OpenStream { get; private init; }

    /// <summary>Why there is no <see cref="OpenStream"/>, behind the format's name.</summary>
    public string Obstacle { get; private init; } = "begins with what is known only when the rest is written";

    private static TargetFormat Image(string name, string[] extensions, DiskImageFormat format)
        => new(name, extensions, (path, options) => new DiskImageTarget(path, format, options.Write))
        {
            OpenStream = format.CanStream
                ? (output, options) => new DiskImageTarget(output, StandardOutput.Name, format, options.Write)
                : null,
        };

    private static DiskImageTarget OpenDifferencing(string path, TargetOptions options)
        => options.Parent is { } parent
            ? new DiskImageTarget(path, DiskImageFormat.VhdOver(parent), options.Write)
            : throw new UsageException($"--to {Differencing} needs the VHD that it is to lie over: --parent BASE.vhd");
}
