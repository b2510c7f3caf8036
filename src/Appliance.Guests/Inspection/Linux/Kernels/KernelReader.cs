using Appliance.Formats;
using Appliance.Guests.Initramfs;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Kernels;

/// <summary>Finds the kernels of a guest, and looks into each.</summary>
internal sealed class KernelReader
{
    // Each may cost half a second of decompression; distributions keep two to five kernels.
    private const int MostInitramfsRead = 8;

    private const int MostPrefetched = 40; // initramfs, two lists of modules and two places of a configuration, for each of these

    private static readonly string[] ModuleFolders = ["/lib/modules", "/usr/lib/modules"];

    private readonly GuestTree _tree;
    private readonly ILookup<string, BootEntry> _entries;
    private readonly string? _default;

    private KernelReader(GuestTree tree, IReadOnlyList<BootEntry> entries)
    {
        _tree = tree;
        _entries = entries.ToLookup(entry => RealPath(entry.Kernel), StringComparer.Ordinal);
        _default = entries.FirstOrDefault(entry => entry.IsDefault) is { } first ? RealPath(first.Kernel) : null;
    }

    /// <summary>The kernels, newest first.</summary>
    public static IReadOnlyList<LinuxKernel> Read(GuestTree tree, IReadOnlyList<BootEntry> entries)
    {
        var reader = new KernelReader(tree, entries);
        (KernelImage Image, LinuxKernel Kernel)[] kernels = [.. KernelImageFinder.Find(tree, entries)
            .Select(image => (Image: image, Kernel: reader.Describe(image)))
            .Where(pair => pair.Kernel is not null)
            .Select(pair => (pair.Image, Kernel: pair.Kernel!))
            .OrderBy(pair => KernelRelease.IsRescue(pair.Kernel.Release) ? 1 : 0)
            .ThenByDescending(pair => pair.Kernel.Release, KernelVersionComparer.Instance)
            .ThenBy(pair => pair.Image.IsSpare ? 1 : 0)];
        tree.Prefetch([.. kernels.SelectMany(pair => Wanted(pair.Kernel)).Take(MostPrefetched)]);
        return [.. kernels.Select((pair, i) => reader.LookInto(pair.Kernel, i < MostInitramfsRead || pair.Kernel.IsDefault))];
    }

    private string RealPath(string path) => _tree.RealPath(path) ?? path;

    /// <summary>A kernel with its places; null where its release is not to be found out.</summary>
    private LinuxKernel? Describe(KernelImage image)
    {
        if (ReadRelease(image, out string? arguments) is not { } release)
        {
            return null;
        }

        BootEntry? entry = _entries[RealPath(image.Path)].OrderBy(entry => entry.HasHypervisor ? 1 : 0).FirstOrDefault();
        string? initramfs = image.IsUnified ? null : (entry is null ? null : InitramfsNames.Choose(entry)) ?? InitramfsNames.Find(_tree, image, release);
        string? modules = ModuleFolders.Select(folder => GuestPath.Join(folder, release)).FirstOrDefault(_tree.HasFolder);
        return new LinuxKernel(release, image.Path, initramfs, modules is null ? null : RealPath(modules), new Dictionary<XenDriver, DriverState>())
        {
            IsUnified = image.IsUnified,
            IsDefault = RealPath(image.Path) == _default,
            Arguments = entry is { Arguments.Length: > 0 } ? entry.Arguments : arguments,
        };
    }

    /// <summary>The release: that of the name where it has modules, else what the image tells, else the name's.</summary>
    private string? ReadRelease(KernelImage image, out string? arguments)
    {
        arguments = null;
        if (image.IsUnified)
        {
            using Stream? content = _tree.OpenRead(image.Path);
            UnifiedKernelImage? unified = content is null ? null : UnifiedKernelImage.Open(content);
            arguments = unified?.Arguments;
            return unified?.Release;
        }

        bool isPlain = image.Suffix.Length > 0 && ModuleFolders.Any(folder => _tree.HasFolder(GuestPath.Join(folder, image.Suffix)));
        return isPlain ? image.Suffix : BzImage.ReadRelease(_tree, image.Path) ?? (image.Suffix.Length > 0 ? image.Suffix : null);
    }

    private static IEnumerable<string> Wanted(LinuxKernel kernel) =>
    [
        kernel.Initramfs ?? kernel.Image,
        .. KernelDrivers.ConfigurationPaths(kernel.Release, kernel.Modules),
        .. kernel.Modules is null ? Array.Empty<string>() : [GuestPath.Join(kernel.Modules, "modules.dep"), GuestPath.Join(kernel.Modules, "modules.builtin")],
    ];

    private LinuxKernel LookInto(LinuxKernel kernel, bool readsInitramfs)
    {
        var drivers = new KernelDrivers(_tree, kernel.Release, kernel.Modules);
        InitramfsContents? contents = null;
        string? problem = readsInitramfs ? null : $"is that of an old kernel: only {MostInitramfsRead} are read";
        try
        {
            contents = readsInitramfs ? Scan(kernel, drivers) : null;
        }
        catch (ImageException e)
        {
            problem = e.Problem;
        }
        catch (MissingToolException e)
        {
            problem = e.Message;
        }

        return kernel with
        {
            Drivers = drivers.States(contents),
            InitramfsContents = contents,
            InitramfsProblem = problem,
            CanPv = drivers.CanPv,
            CanPvh = drivers.CanPvh,
        };
    }

    private InitramfsContents? Scan(LinuxKernel kernel, KernelDrivers drivers)
    {
        string path = kernel.Initramfs ?? kernel.Image;
        using Stream? file = kernel.Initramfs is not null || kernel.IsUnified ? _tree.OpenRead(path) : null;
        using Stream? content = file is not null && kernel.IsUnified ? UnifiedKernelImage.Open(file)?.OpenInitramfs() : file;
        return content is null ? null : InitramfsScanner.Scan(content, $"{_tree.Name}:{path}", kernel.Release, drivers.IsAll);
    }
}
