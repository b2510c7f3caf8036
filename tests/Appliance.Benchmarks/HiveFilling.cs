using Appliance.Testing.Guests;

namespace Appliance.Benchmarks;

/// <summary>Brings hives to the size that they have on a server in use, with keys and values of the usual shapes.</summary>
internal static class HiveFilling
{
    private const int Classes = 112_000; // makes some 60 MB
    private const int Drivers = 10_600; // makes some 10 MB, with the services
    private const int Services = 600;
    private const int Seed = 22;

    /// <summary>Classes of COM, which most of HKEY_LOCAL_MACHINE\SOFTWARE are.</summary>
    public static void FillSoftware(HiveBuilder software)
    {
        var random = new Random(Seed);
        for (int i = 0; i < Classes; i++)
        {
            string key = $@"Classes\CLSID\{NextGuid(random):B}";
            software.Text(key, "", $"Component {i} of an application")
                .Text($@"{key}\InprocServer32", "", $@"C:\Windows\System32\component{i}.dll")
                .Text($@"{key}\InprocServer32", "ThreadingModel", "Both");
        }
    }

    /// <summary>Services, and the drivers that Windows ships.</summary>
    public static void FillSystem(HiveBuilder system)
    {
        for (int i = 0; i < Services * 2; i++)
        {
            system.Number($@"ControlSet00{1 + (i % 2)}\Services\service{i / 2}", "Start", 3)
                .Number($@"ControlSet00{1 + (i % 2)}\Services\service{i / 2}", "Type", 0x20)
                .Expandable($@"ControlSet00{1 + (i % 2)}\Services\service{i / 2}", "ImagePath", @"%SystemRoot%\System32\svchost.exe -k netsvcs -p");
        }

        var random = new Random(Seed);
        for (int i = 0; i < Drivers; i++)
        {
            string name = $"driver{i}.inf";
            string package = $@"DriverDatabase\DriverPackages\{name}_amd64_{random.NextInt64():x16}";
            system.Text(package, "", name)
                .Text(package, "Provider", "Microsoft")
                .Value(package, "Version", 3, new byte[80])
                .Number($@"{package}\Configurations\device_Install", "ConfigFlags", 0)
                .Text($@"{package}\Configurations\device_Install", "Service", $"driver{i}")
                .Value($@"DriverDatabase\DeviceIds\PCI\VEN_8086&DEV_{i:X4}", name, 3, [1, 255, 0, 0]);
        }
    }

    private static Guid NextGuid(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
