using Appliance.Guests.Initramfs;
using Appliance.Guests.Inspection.Linux.Modules;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection.Linux.Kernels;

/// <summary>Where one kernel has its drivers for Xen.</summary>
internal sealed class KernelDrivers
{
    // Linux 4.11: before it PVH was another thing, which Xen has dropped.
    private const string FirstPvhRelease = "4.11";

    private readonly string _release;
    private readonly ModuleTree? _modules;
    private readonly HashSet<string> _configuration;

    /// <summary>Looks at a kernel's configuration and modules.</summary>
    /// <param name="tree">The guest.</param>
    /// <param name="release">The kernel's release.</param>
    /// <param name="modules">The folder of its modules; null where there is none.</param>
    public KernelDrivers(GuestTree tree, string release, string? modules)
    {
        _release = release;
        _modules = modules is null ? null : ModuleTree.Open(tree, modules, release);
        string? path = GuestText.FirstFile(tree, ConfigurationPaths(release, modules));
        _configuration = path is null ? [] : [.. GuestText.Lines(tree, path).Where(line => line.Contains("CONFIG_XEN", StringComparison.Ordinal))];
    }

    /// <summary>Whether the kernel starts as a PV domain; null where its configuration is not there. Old ones have no option of its own for that.</summary>
    public bool? CanPv => _configuration.Count == 0 ? null
        : _configuration.Contains("CONFIG_XEN_PV=y")
            || (_configuration.Contains("CONFIG_XEN=y") && !_configuration.Contains("# CONFIG_XEN_PV is not set"));

    /// <summary>Whether the kernel starts as a PVH domain; null where its configuration is not there.</summary>
    public bool? CanPvh => _configuration.Count == 0 ? null
        : _configuration.Contains("CONFIG_XEN_PVH=y") && KernelVersionComparer.Instance.Compare(_release, FirstPvhRelease) >= 0;

    /// <summary>Where a kernel's configuration may be.</summary>
    public static IEnumerable<string> ConfigurationPaths(string release, string? modules)
        => modules is null ? [$"/boot/config-{release}"] : [$"/boot/config-{release}", GuestPath.Join(modules, "config")];

    /// <summary>Whether an initramfs has no more to tell: all drivers that are no part of the kernel were found in it.</summary>
    public bool IsAll(IReadOnlySet<string> found)
        => XenModules.Drivers.All(driver => IsBuiltIn(driver, initramfs: null) || XenModules.NamesOf(driver).Any(found.Contains));

    /// <summary>Where each driver is.</summary>
    /// <param name="initramfs">What the initramfs has; null where there is none, or where it was not read.</param>
    public IReadOnlyDictionary<XenDriver, DriverState> States(InitramfsContents? initramfs)
        => XenModules.Drivers.ToDictionary(driver => driver, driver => StateOf(driver, initramfs));

    private DriverState StateOf(XenDriver driver, InitramfsContents? initramfs)
    {
        IReadOnlyList<string> names = XenModules.NamesOf(driver);
        return IsBuiltIn(driver, initramfs) ? DriverState.BuiltIn
            : initramfs is not null && names.Any(initramfs.Modules.Contains) ? DriverState.InInitramfs
            : names.Any(name => _modules?.Find(name) is not null) ? DriverState.OnDisk
            : DriverState.Absent;
    }

    private bool IsBuiltIn(XenDriver driver, InitramfsContents? initramfs)
        => _configuration.Contains(XenModules.BuiltInLineOf(driver))
            || XenModules.NamesOf(driver).Any(name => _modules?.IsBuiltIn(name) == true || initramfs?.BuiltIn.Contains(name) == true);
}
