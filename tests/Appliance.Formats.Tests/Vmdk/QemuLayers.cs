using Appliance.Testing;

namespace Appliance.Formats.Tests.Vmdk;

/// <summary>Images of a chain that qemu writes.</summary>
internal static class QemuLayers
{
    private const int Sector = 512;
    private const int MostWrites = 12;

    /// <summary>Writes a base of one of four kinds, and returns its name.</summary>
    public static string WriteBase(DatastoreFolder folder, byte[] content, int kind)
    {
        const string name = "vm";
        if (kind == 0)
        {
            folder.WriteFlat(name, content);
            return name;
        }

        string subformat = kind switch { 1 => "monolithicSparse", 2 => "streamOptimized", _ => "twoGbMaxExtentSparse" };
        File.WriteAllBytes(folder["base.raw"], content);
        Tool.Run("qemu-img", "convert", "-f", "raw", "-O", "vmdk", "-o", $"subformat={subformat}", folder["base.raw"], folder[$"{name}.vmdk"]);
        return name;
    }

    /// <summary>Makes a hosted sparse delta, with zeroed grains, and writes runs of bytes and zeros to it as to <paramref name="expected"/>.</summary>
    public static void AddHosted(DatastoreFolder folder, byte[] expected, string parent, string name, Random random)
    {
        Tool.Run(
            "qemu-img", "create", "-q", "-f", "vmdk", "-o", "zeroed_grain=on", "-b", $"{parent}.vmdk", "-F", "vmdk", folder[$"{name}.vmdk"]);
        var commands = new List<string>();
        for (int i = random.Next(1, MostWrites); i > 0; i--)
        {
            int start = random.Next(expected.Length / Sector);
            int count = random.Next(1, (expected.Length / Sector) - start + 1);
            int value = random.Next(3) == 0 ? 0 : random.Next(1, 256);
            expected.AsSpan(start * Sector, count * Sector).Fill((byte)value);
            commands.AddRange(["-c", $"write {(value == 0 ? "-z" : $"-P {value}")} {start * Sector} {count * Sector}"]);
        }

        Tool.Run("qemu-io", ["-f", "vmdk", .. commands, folder[$"{name}.vmdk"]]);
    }
}
