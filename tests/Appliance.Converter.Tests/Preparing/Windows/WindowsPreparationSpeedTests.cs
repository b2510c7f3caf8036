using System.Diagnostics;
using Appliance.Testing.Guests;
using Xunit;
using Xunit.Abstractions;

namespace Appliance.Converter.Tests.Preparing.Windows;

[Trait("Category", "Slow")]
public sealed class WindowsPreparationSpeedTests(ITestOutputHelper output)
{
    // As large as those of a server with many products.
    private const int SystemKeys = 40_000;
    private const int SoftwareKeys = 240_000;

    [Fact]
    public void Run_LargeHives_WithinTheTimeOfAPreparation()
    {
        using PreparedGuest guest = LargeGuest();
        GC.Collect();
        using var warm = new PreparedGuest(WindowsGuest.Server2022());
        warm.Prepare();
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;

        guest.Prepare();

        TimeSpan used = Process.GetCurrentProcess().TotalProcessorTime - before;
        output.WriteLine($"{used.TotalMilliseconds} ms of processor, looking and preparing");

        // A warm process takes half a second; a whole preparation is to stay below two.
        Assert.True(used < TimeSpan.FromSeconds(1.5), $"used {used}");
    }

    private static PreparedGuest LargeGuest()
    {
        WindowsGuest windows = WindowsGuest.Server2022();
        Fill(windows.System, @"ControlSet001\Enum\USB", SystemKeys);
        Fill(windows.Software, @"Classes\CLSID", SoftwareKeys);
        return new PreparedGuest(windows);
    }

    private static void Fill(HiveBuilder hive, string top, int keys)
    {
        for (int i = 0; i < keys; i++)
        {
            hive.Text($@"{top}\{i / 1000:d4}\{{{i:d8}-0000-0000-0000}}", "InprocServer32", @"%SystemRoot%\system32\some-library.dll");
        }
    }
}
