using System.Globalization;
using Appliance.Guests.Inspection;

namespace Appliance.Converter.Preparing.Windows.Drivers;

/// <summary>
/// Which Windows a section is for: <c>NT[processor][.major[.minor[.type[.suite[.build]]]]]</c>
/// (learn.microsoft.com/en-us/windows-hardware/drivers/install/inf-manufacturer-section).
/// </summary>
/// <param name="Processor">amd64, x86, arm64; empty for all.</param>
/// <param name="Version">The oldest Windows: major, minor and build.</param>
internal readonly record struct InfDecoration(string Processor, Version Version)
{
    /// <summary>Reads one; what is no decoration fits no Windows.</summary>
    public static InfDecoration Parse(string text)
    {
        string[] parts = text.ToLowerInvariant().Split('.');
        return parts[0].StartsWith("nt", StringComparison.Ordinal)
            ? new InfDecoration(parts[0][2..], new Version(Part(parts, 1), Part(parts, 2), Part(parts, 5)))
            : new InfDecoration("?", new Version(0, 0, 0));
    }

    /// <summary>Endings of the names of install sections, those that fit this Windows best first.</summary>
    public static IEnumerable<string> Endings(WindowsSystem system) => ["." + "NT" + NameOf(system), ".NT", ""];

    /// <summary>Whether sections of this decoration are for a Windows.</summary>
    public bool Fits(WindowsSystem system)
        => Version <= new Version(system.Major, system.Minor, system.Build)
            && (Processor == NameOf(system) || (Processor.Length == 0 && NameOf(system) == "x86"));

    /// <summary>What setup information files call the processor of a Windows.</summary>
    public static string NameOf(WindowsSystem system) => system.Architecture switch
    {
        "x86_64" => "amd64",
        "i386" => "x86",
        "aarch64" => "arm64",
        _ => "unknown",
    };

    private static int Part(string[] parts, int index)
        => index < parts.Length && int.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
