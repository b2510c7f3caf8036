using Appliance.Guests.Initramfs;
using Appliance.Guests.Inspection;
using Appliance.Testing;
using Xunit;

namespace Appliance.Guests.Tests.Initramfs;

public sealed class RealInitramfsTests
{
    [NeedsInitramfsFact]
    public void Next_OfThisMachine_NamesWhatLsinitramfsLists()
    {
        string[] expected = Tool.Run("lsinitramfs", NeedsInitramfsFactAttribute.Path!).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        using FileStream file = File.OpenRead(NeedsInitramfsFactAttribute.Path!);
        using var reader = new InitramfsReader(file, "initrd");
        var names = new List<string>();
        while (reader.Next() is { } entry)
        {
            names.Add(entry.Name.Length == 0 ? "." : entry.Name);
        }

        Assert.Equal(expected.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    [NeedsInitramfsFact]
    public void Scan_OfThisMachine_IsInitramfsToolsWithXensDrivers()
    {
        using FileStream file = File.OpenRead(NeedsInitramfsFactAttribute.Path!);

        InitramfsContents contents = InitramfsScanner.Scan(file, "initrd", NeedsInitramfsFactAttribute.Release);

        Assert.Equal(InitramfsTool.InitramfsTools, contents.Tool);
        Assert.Contains("xen_blkfront", contents.Modules);
        Assert.NotNull(contents.Insmod);
    }
}
