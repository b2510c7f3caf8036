using System.Globalization;
using System.Text.RegularExpressions;
using Appliance.Formats;
using Appliance.Guests.Inspection;

namespace Appliance.Converter.Preparing.Windows.Drivers;

/// <summary>
/// Reads what a setup information file installs on a given Windows
/// (learn.microsoft.com/en-us/windows-hardware/drivers/install/inf-models-section and the pages beside it).
/// </summary>
internal sealed partial class DriverPackageReader
{
    // %12% is System32\drivers; %13% is the folder of the package, which since Windows 10 a driver may stay in.
    private static readonly string[] DriverFolders = ["12", "13"];

    private readonly InfFile _inf;
    private readonly WindowsSystem _system;

    private DriverPackageReader(InfFile inf, WindowsSystem system)
    {
        _inf = inf;
        _system = system;
    }

    /// <summary>Reads a package; null where it is not for this Windows.</summary>
    /// <param name="inf">The file.</param>
    /// <param name="files">The files beside it, by their names.</param>
    /// <param name="system">The Windows.</param>
    public static DriverPackage? Read(InfFile inf, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, WindowsSystem system)
        => new DriverPackageReader(inf, system).Read(files);

    private DriverPackage? Read(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        InfLine[] models = [.. _inf.Section("Manufacturer").SelectMany(Models)];
        if (models.Length == 0 || !Guid.TryParse(_inf.Value("Version", "ClassGUID"), out Guid classGuid))
        {
            return null;
        }

        string install = models[0][0];
        return new DriverPackage
        {
            Name = NameOf(_inf),
            ClassGuid = classGuid,
            Version = VersionOf(_inf.Section("Version").FirstOrDefault(line => Is(line.Key, "DriverVer"))?[1]),
            InstallSection = install,
            DeviceIds = [.. models.SelectMany(model => model.Values.Skip(1)).Where(id => DeviceId().IsMatch(id)).Distinct(StringComparer.OrdinalIgnoreCase)],
            Services = [.. _inf.Lines(Decorated(install, ".Services"), "AddService").Select(ServiceOf).OfType<DriverService>()],
            DriverFiles = [.. _inf.Values(Decorated(install, ""), "CopyFiles").Where(IsForDrivers).SelectMany(FilesOf).Distinct(StringComparer.OrdinalIgnoreCase)],
            Files = files,
        };
    }

    // Manufacturer: %Vendor% = Models, NTamd64, NTx86.6.2: of the sections for this processor, the newest that is not too new.
    private IReadOnlyList<InfLine> Models(InfLine manufacturer)
    {
        string models = manufacturer[0];
        string? best = manufacturer.Values.Skip(1)
            .Where(decoration => InfDecoration.Parse(decoration).Fits(_system))
            .OrderByDescending(decoration => InfDecoration.Parse(decoration).Version)
            .FirstOrDefault();
        return best is not null ? _inf.Section($"{models}.{best}")
            : manufacturer.Values.Count == 1 && _system.Architecture == "i386" ? _inf.Section(models)
            : [];
    }

    private string Decorated(string section, string ending)
        => InfDecoration.Endings(_system).Select(decoration => section + decoration + ending).FirstOrDefault(_inf.Has) ?? section + ending;

    private DriverService? ServiceOf(InfLine line)
    {
        const uint ofDevice = 2; // SPSVCINST_ASSOCSERVICE
        string section = line[2];
        string? binary = _inf.Value(section, "ServiceBinary");
        if (line[0].Length == 0 || binary is null)
        {
            return null;
        }

        return new DriverService
        {
            Name = line[0],
            DisplayName = _inf.Value(section, "DisplayName"),
            Type = Number(_inf.Value(section, "ServiceType")) ?? 1,
            Start = Number(_inf.Value(section, "StartType")) ?? 3,
            ErrorControl = Number(_inf.Value(section, "ErrorControl")) ?? 1,
            Group = _inf.Value(section, "LoadOrderGroup"),
            Binary = binary.Split('\\')[^1],
            IsOfDevice = (Number(line[1]) & ofDevice) != 0,
            Additions = [.. _inf.Values(section, "AddReg").SelectMany(_inf.Section).Select(InfAddReg.Read).OfType<RegistryAddition>()],
        };
    }

    private bool IsForDrivers(string copySection)
        => DriverFolders.Contains(_inf.Value("DestinationDirs", copySection) ?? _inf.Value("DestinationDirs", "DefaultDestDir"), StringComparer.Ordinal);

    // Either a section that lists files, or @file itself.
    private IEnumerable<string> FilesOf(string copy)
        => copy.StartsWith('@') ? [copy[1..]] : _inf.Section(copy).Select(line => line[0]).Where(name => name.Length > 0);

    private static string NameOf(InfFile inf)
    {
        string name = Path.GetFileNameWithoutExtension(inf.Name.Split(':', '/')[^1]).ToLowerInvariant();
        return PlainName().IsMatch(name) ? name : throw new UnsupportedImageException(inf.Name, "has a name with other characters than letters, digits and _ . -; rename it");
    }

    private static Version? VersionOf(string? text) => Version.TryParse(text, out Version? version) ? version : null;

    private static bool Is(string? key, string name) => string.Equals(key, name, StringComparison.OrdinalIgnoreCase);

    internal static uint? Number(string? text) => text switch
    {
        null => null,
        _ when text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            => uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint hex) ? hex : null,
        _ => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : null,
    };

    // Both go into paths, keys and a batch file.
    [GeneratedRegex(@"^[a-z0-9][a-z0-9_.-]*$", RegexOptions.CultureInvariant, MatchLimit.Milliseconds)]
    private static partial Regex PlainName();

    [GeneratedRegex(@"^[A-Z0-9_]+\\[A-Z0-9_&.-]+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, MatchLimit.Milliseconds)]
    private static partial Regex DeviceId();
}
