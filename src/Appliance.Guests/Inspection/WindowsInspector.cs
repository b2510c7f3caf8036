using System.Globalization;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Registry;
using Appliance.Guests.Trees;

namespace Appliance.Guests.Inspection;

/// <summary>Tells which Windows is installed, from its files and its registry.</summary>
public static class WindowsInspector
{
    // The first build that is called 11; its registry still says 10
    // (learn.microsoft.com/en-us/windows/release-health/windows11-release-information).
    private const int FirstBuildOf11 = 22000;

    // Windows numbers its control sets with three digits.
    private const int MostControlSets = 999;

    private const string VersionKey = @"Microsoft\Windows NT\CurrentVersion";

    /// <summary>The Windows of a tree whose root is its system drive; null where there is none.</summary>
    /// <param name="tree">The guest's files.</param>
    /// <param name="usesUefi">Whether it starts by UEFI, where the caller knows; null asks the registry.</param>
    /// <exception cref="Formats.ImageException">Its registry is damaged.</exception>
    /// <exception cref="MissingToolException">libhivex is not installed.</exception>
    public static WindowsSystem? Inspect(GuestTree tree, bool? usesUefi = null)
    {
        ArgumentNullException.ThrowIfNull(tree);
        if (FindSystemRoot(tree) is not { } systemRoot)
        {
            return null;
        }

        using var hives = new WindowsHives(tree, systemRoot);
        return Inspect(tree, systemRoot, hives, usesUefi);
    }

    private static WindowsSystem Inspect(GuestTree tree, string systemRoot, WindowsHives hives, bool? usesUefi)
    {
        RegistryKey? version = hives.Software.Find(VersionKey);
        int[] sets = ControlSetsOf(hives.System);
        int current = CurrentOf(hives.System, sets);
        RegistryKey? control = hives.System.Find($@"ControlSet{current:d3}\Control");
        (int major, int minor) = VersionOf(version);
        int build = Digits(version?.Text("CurrentBuild") ?? version?.Text("CurrentBuildNumber"));
        return new WindowsSystem
        {
            Product = ProductOf(version?.Text("ProductName"), version?.Text("InstallationType"), build),
            Version = $"{major}.{minor}.{build}",
            Edition = version?.Text("EditionID"),
            Major = major,
            Minor = minor,
            Build = build,
            SystemRoot = systemRoot,
            ControlSets = sets,
            CurrentControlSet = current,
            Architecture = ArchitectureOf(control?.Find(@"Session Manager\Environment")?.Text("PROCESSOR_ARCHITECTURE")),
            HostName = control?.Find(@"ComputerName\ComputerName")?.Text("ComputerName"),
            VmwareTools = VmwareOnWindows.Find(tree, hives, current),
            UsesUefi = usesUefi ?? StartsByUefi(control),
            ClockOffset = ClockOffsetOf(control?.Find("TimeZoneInformation")),
        };
    }

    // ActiveTimeBias: minutes from local time to UTC, a signed number; no zone is a day away.
    private static TimeSpan ClockOffsetOf(RegistryKey? zone)
    {
        int bias = (int)(zone?.Number("ActiveTimeBias") ?? 0);
        bool isUniversal = zone?.Number("RealTimeIsUniversal") == 1;
        return isUniversal || bias is < -24 * 60 or > 24 * 60 ? TimeSpan.Zero : TimeSpan.FromMinutes(-bias);
    }

    // Windows may be installed into any folder of the root; the usual one goes first where several are.
    private static string? FindSystemRoot(GuestTree tree)
        => tree.List("/")
            .Where(node => node.Type == FileType.Folder)
            .Select(node => "/" + node.Name)
            .Where(folder => tree.HasFile(folder + "/System32/config/SYSTEM") && tree.HasFile(folder + "/System32/config/SOFTWARE"))
            .OrderByDescending(folder => string.Equals(folder, "/Windows", StringComparison.OrdinalIgnoreCase))
            .FirstOrDefault();

    private static int[] ControlSetsOf(RegistryHive system)
        => [.. system.Root.Children()
            .Select(key => key.Name)
            .Where(name => name.Length == "ControlSet001".Length && name.StartsWith("ControlSet", StringComparison.OrdinalIgnoreCase))
            .Select(name => Digits(name["ControlSet".Length..]))
            .Where(number => number > 0)
            .Order()
            .Take(MostControlSets)];

    private static int CurrentOf(RegistryHive system, int[] sets)
        => system.Find("Select")?.Number("Current") is { } current && current <= MostControlSets && sets.Contains((int)current) ? (int)current
            : sets.Length > 0 ? sets[0]
            : throw new Formats.InvalidImageException(system.Name, "has no control set, and Windows cannot start without one");

    // Up to 8.1 there is only the text; since 10 the text says 6.3 for ever, and two numbers are right.
    private static (int Major, int Minor) VersionOf(RegistryKey? version)
    {
        if (version?.Number("CurrentMajorVersionNumber") is { } major && version.Number("CurrentMinorVersionNumber") is { } minor)
        {
            return ((int)Math.Min(major, int.MaxValue), (int)Math.Min(minor, int.MaxValue));
        }

        string[] parts = (version?.Text("CurrentVersion") ?? "").Split('.');
        return (Digits(parts[0]), parts.Length > 1 ? Digits(parts[1]) : 0);
    }

    private static string ProductOf(string? name, string? installation, int build)
    {
        name = string.IsNullOrWhiteSpace(name) ? "Windows" : name;
        bool isClient = string.Equals(installation, "Client", StringComparison.OrdinalIgnoreCase) || installation is null;
        return isClient && build >= FirstBuildOf11 && !name.Contains("Server", StringComparison.OrdinalIgnoreCase)
            ? name.Replace("Windows 10", "Windows 11", StringComparison.Ordinal) : name;
    }

    private static string? ArchitectureOf(string? processor) => processor?.ToUpperInvariant() switch
    {
        "AMD64" => "x86_64",
        "X86" => "i386",
        "ARM64" => "aarch64",
        _ => null,
    };

    // What the last start left there: PEFirmwareType is 1 for a BIOS, 2 for UEFI; only UEFI has a state of Secure Boot.
    private static bool StartsByUefi(RegistryKey? control)
        => control?.Number("PEFirmwareType") is { } type ? type == 2 : control?.Find(@"SecureBoot\State") is not null;

    private static int Digits(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
