namespace Appliance.Testing.Guests;

/// <summary>Makes the files of an installed Windows: what looking and preparing need of it, nothing else.</summary>
public sealed class WindowsGuest
{
    private bool _isDirty;

    private WindowsGuest(HiveBuilder system, HiveBuilder software)
    {
        System = system;
        Software = software;
    }

    /// <summary>HKEY_LOCAL_MACHINE\SYSTEM.</summary>
    public HiveBuilder System { get; }

    /// <summary>HKEY_LOCAL_MACHINE\SOFTWARE.</summary>
    public HiveBuilder Software { get; }

    /// <summary>Windows 7 Professional.</summary>
    public static WindowsGuest Seven(string processor = "AMD64") => Make("Windows 7 Professional", "Professional", "6.1", 7601, processor);

    /// <summary>Windows Server 2012 R2 Standard.</summary>
    public static WindowsGuest Server2012R2() => Make("Windows Server 2012 R2 Standard", "ServerStandard", "6.3", 9600, "AMD64");

    /// <summary>Windows 10 Pro, or 11 by its build.</summary>
    public static WindowsGuest Ten(int build = 19045, string processor = "AMD64") => Make("Windows 10 Pro", "Professional", "10.0", build, processor);

    /// <summary>Windows Server 2022 Standard.</summary>
    public static WindowsGuest Server2022() => Make("Windows Server 2022 Standard", "ServerStandard", "10.0", 20348, "AMD64");

    /// <summary>Takes a service out of every control set.</summary>
    public WindowsGuest WithoutService(string name)
    {
        System.Remove($@"ControlSet001\Services\{name}").Remove($@"ControlSet002\Services\{name}");
        return this;
    }

    /// <summary>Leaves the last write of the SYSTEM hive half done.</summary>
    public WindowsGuest WithDirtySystem()
    {
        _isDirty = true;
        return this;
    }

    /// <summary>The file system with the hives in place.</summary>
    public MemoryFileSystem Build(string systemRoot = "/Windows") => new MemoryFileSystem(ignoresCase: true)
        .With(systemRoot + "/System32/config/SYSTEM", System.Build(_isDirty))
        .With(systemRoot + "/System32/config/SOFTWARE", Software.Build())
        .WithFolder(systemRoot + "/System32/drivers")
        .WithFolder("/Program Files");

    private static WindowsGuest Make(string product, string edition, string version, int build, string processor)
    {
        const string versionKey = @"Microsoft\Windows NT\CurrentVersion";
        HiveBuilder software = new HiveBuilder()
            .Text(versionKey, "ProductName", product)
            .Text(versionKey, "EditionID", edition)
            .Text(versionKey, "InstallationType", product.Contains("Server", StringComparison.Ordinal) ? "Server" : "Client")
            .Text(versionKey, "CurrentBuild", $"{build}")
            .Text(versionKey, "CurrentVersion", version == "10.0" ? "6.3" : version)
            .Expandable(@"Microsoft\Windows\CurrentVersion", "DevicePath", @"%SystemRoot%\inf")
            .Key(@"Microsoft\Windows\CurrentVersion\Uninstall");
        HiveBuilder system = new HiveBuilder().Number("Select", "Current", 1);
        if (version == "10.0")
        {
            software.Number(versionKey, "CurrentMajorVersionNumber", 10).Number(versionKey, "CurrentMinorVersionNumber", 0);
        }

        AddControlSet(system, "ControlSet001", processor, isSeven: version == "6.1");
        AddControlSet(system, "ControlSet002", processor, isSeven: version == "6.1");
        if (version != "6.1")
        {
            system.Key(@"DriverDatabase\DeviceIds\PCI").Key(@"DriverDatabase\DriverInfFiles").Key(@"DriverDatabase\DriverPackages");
        }

        return new WindowsGuest(system, software);
    }

    // The disk drivers as they stand in a guest that starts from a controller of VMware: not wanted, so not started.
    private static void AddControlSet(HiveBuilder system, string set, string processor, bool isSeven)
    {
        system.Text($@"{set}\Control\ComputerName\ComputerName", "ComputerName", "WEB01")
            .Text($@"{set}\Control\Session Manager\Environment", "PROCESSOR_ARCHITECTURE", processor)
            .Number($@"{set}\Control\CrashControl", "AutoReboot", 1)
            .Key($@"{set}\Control\CriticalDeviceDatabase")
            .Text($@"{set}\Control\Class\{{4d36e97d-e325-11ce-bfc1-08002be10318}}", "Class", "System")
            .Text($@"{set}\Control\Class\{{4d36e96a-e325-11ce-bfc1-08002be10318}}", "Class", "hdc")
            .Key($@"{set}\Services\partmgr\Parameters");
        string[] services = ["intelide", "pciide", "atapi", .. isSeven ? new[] { "msahci" } : ["storahci", "stornvme"]];
        foreach (string service in services)
        {
            system.Number($@"{set}\Services\{service}", "Start", isSeven ? 3u : 0u)
                .Number($@"{set}\Services\{service}", "Type", 1)
                .Number($@"{set}\Services\{service}", "ErrorControl", 3);
            if (!isSeven)
            {
                system.Number($@"{set}\Services\{service}\StartOverride", "0", 3);
            }
        }
    }
}
