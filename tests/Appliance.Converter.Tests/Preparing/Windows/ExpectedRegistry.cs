using System.Globalization;

namespace Appliance.Converter.Tests.Preparing.Windows;

/// <summary>What the registry holds after preparing that it did not hold before, key by key, each with where it is known from.</summary>
internal static class ExpectedRegistry
{
    private const string SystemClass = @"Control\Class\{4d36e97d-e325-11ce-bfc1-08002be10318}";
    private const string HdcClass = @"Control\Class\{4d36e96a-e325-11ce-bfc1-08002be10318}";

    /// <summary>In every control set, whatever the Windows.</summary>
    public static IEnumerable<(string Entry, string Content, string Source)> ControlSet()
    {
        yield return (@"Control\CrashControl|AutoReboot", "dword:00000000", "virt-v2v convert_windows.ml, disable_autoreboot");
        yield return (@"Services\partmgr\Parameters|SanPolicy", "dword:00000001", "win-xenvbd xenvbd.inf, XenVbd_Extras");
        foreach (string service in new[] { "intelide", "pciide", "atapi" })
        {
            yield return ($@"Services\{service}|Start", "dword:00000000", "support.microsoft.com 314082, 922976");
        }

        const string bus = "win-xenbus xenbus.inf, ";
        yield return (@"Services\xenbus|Type", "dword:00000001", bus + "XenBus_Service");
        yield return (@"Services\xenbus|Start", "dword:00000000", bus + "XenBus_Service; virt-v2v inject_virtio_win.ml");
        yield return (@"Services\xenbus|ErrorControl", "dword:00000001", bus + "XenBus_Service; virt-v2v");
        yield return (@"Services\xenbus|ImagePath", @"expand:System32\drivers\xenbus.sys", bus + "ServiceBinary; virt-v2v's form");
        yield return (@"Services\xenbus|DisplayName", "sz:Fake PV Bus", bus + "XenBus_Service");
        yield return (@"Services\xenbus|Group", "sz:Boot Bus Extender", bus + "LoadOrderGroup");
        yield return (@"Services\xenbus\Parameters|SupportedClasses", "multi:VIF|VBD|IFACE", bus + "XenBus_Parameters");
        yield return (@"Services\XEN\Unplug|NICS", "dword:00000000", bus + "XenBus_Unplug");
        yield return (@"Services\XEN\Unplug|DISKS", "dword:00000000", bus + "XenBus_Unplug");
        yield return (@"Services\xenfilt|Type", "dword:00000001", bus + "XenFilt_Service");
        yield return (@"Services\xenfilt|Start", "dword:00000000", bus + "XenFilt_Service");
        yield return (@"Services\xenfilt|ErrorControl", "dword:00000001", bus + "XenFilt_Service");
        yield return (@"Services\xenfilt|ImagePath", @"expand:System32\drivers\xenfilt.sys", bus + "ServiceBinary");
        yield return (@"Services\xenfilt|DisplayName", "sz:a \"bus\" filter; of all", "INF syntax: doubled quotes, a semicolon in quotes");
        yield return (@"Services\xenfilt|Group", "sz:Boot Bus Extender", bus + "LoadOrderGroup");
        yield return (@"Services\xenfilt\Parameters|*PNP0A03", "sz:PCI", bus + "XenFilt_Parameters");
        yield return (@"Services\xenfilt\Parameters|Internal_IDE_Channel", "sz:IDE", bus + "XenFilt_Parameters");
        yield return ($"{SystemClass}|UpperFilters", "multi:XENFILT", bus + "XenFilt_Filters; win-xenbus filters.c, FiltersInstall");
        yield return ($"{HdcClass}|UpperFilters", "multi:XENFILT", bus + "XenFilt_Filters; win-xenbus filters.c, FiltersInstall");

        const string disk = "win-xenvbd xenvbd.inf, ";
        yield return (@"Services\xenvbd|Type", "dword:00000001", disk + "XenVbd_Service");
        yield return (@"Services\xenvbd|Start", "dword:00000000", disk + "XenVbd_Service");
        yield return (@"Services\xenvbd|ErrorControl", "dword:00000001", disk + "XenVbd_Service");
        yield return (@"Services\xenvbd|ImagePath", @"expand:System32\drivers\xenvbd.sys", disk + "ServiceBinary");
        yield return (@"Services\xenvbd|DisplayName", "sz:Fake PV Storage", disk + "XenVbd_Service");
        yield return (@"Services\xenvbd|Group", "sz:Scsi Miniport", disk + "LoadOrderGroup");
        yield return (@"Services\xenvbd\Parameters|BusType", "dword:00000001", disk + "XenVbd_Parameters");
        yield return (@"Services\xenvbd\Parameters\PnpInterface|5", "dword:00000001", disk + "XenVbd_Parameters");
        yield return (@"Services\xendisk|Type", "dword:00000001", disk + "XenDisk_Service");
        yield return (@"Services\xendisk|Start", "dword:00000000", disk + "XenDisk_Service");
        yield return (@"Services\xendisk|ErrorControl", "dword:00000001", disk + "XenDisk_Service");
        yield return (@"Services\xendisk|ImagePath", @"expand:System32\drivers\xendisk.sys", disk + "ServiceBinary");
        yield return (@"Services\xendisk|Group", "sz:Scsi Miniport", disk + "LoadOrderGroup");
        yield return (@"Services\Disk|TimeOutValue", "dword:00000078", disk + "XenVbd_Extras");

        const string service32 = "a service of its own process that starts with the system: learn.microsoft.com CreateService";
        yield return (@"Services\ApplianceFirstBoot|Type", "dword:00000010", service32);
        yield return (@"Services\ApplianceFirstBoot|Start", "dword:00000002", service32);
        yield return (@"Services\ApplianceFirstBoot|ErrorControl", "dword:00000000", service32);
        yield return (@"Services\ApplianceFirstBoot|ImagePath", @"expand:%SystemRoot%\System32\cmd.exe /c start """" /min cmd.exe /c ""%SystemDrive%\Program Files\Appliance\FirstBoot\firstboot.cmd""", service32);
        yield return (@"Services\ApplianceFirstBoot|DisplayName", "sz:Appliance first start", service32);
        yield return (@"Services\ApplianceFirstBoot|ObjectName", "sz:LocalSystem", service32);
    }

    /// <summary>In every control set of Windows 7 and 2008 R2.</summary>
    public static IEnumerable<(string Entry, string Content, string Source)> CriticalDevices()
    {
        yield return (@"Services\msahci|Start", "dword:00000000", "support.microsoft.com 922976");
        const string ide = "support.microsoft.com 314082";
        const string hdc = "sz:{4D36E96A-E325-11CE-BFC1-08002BE10318}";
        foreach ((string device, string service) in new[]
        {
            ("PCI#VEN_8086&DEV_7010", "intelide"), ("PCI#VEN_8086&DEV_7111", "intelide"), ("PCI#CC_0101", "pciide"), ("PCI#CC_0106", "msahci"),
            ("Primary_IDE_Channel", "atapi"), ("Secondary_IDE_Channel", "atapi"), ("*PNP0600", "atapi"),
        })
        {
            yield return ($@"Control\CriticalDeviceDatabase\{device}|Service", "sz:" + service, ide);
            yield return ($@"Control\CriticalDeviceDatabase\{device}|ClassGUID", hdc, ide);
        }

        const string form = "virt-v2v inject_virtio_win.ml, cdb_regedits; the device: ";
        foreach (string device in new[] { "VEN_5853&DEV_C000&SUBSYS_C0005853&REV_01", "VEN_5853&DEV_0002", "VEN_5853&DEV_0001" })
        {
            yield return ($@"Control\CriticalDeviceDatabase\PCI#{device}|Service", "sz:xenbus", form + "xenbus.inf");
            yield return ($@"Control\CriticalDeviceDatabase\PCI#{device}|ClassGUID", "sz:{4D36E97D-E325-11CE-BFC1-08002BE10318}", form + "xenbus.inf");
        }

        foreach (string device in new[] { "VEN_XP0001&DEV_VBD&REV_0900000B", "VEN_XP0002&DEV_VBD&REV_0900000B" })
        {
            yield return ($@"Control\CriticalDeviceDatabase\XENBUS#{device}|Service", "sz:xenvbd", form + "xenvbd.inf");
            yield return ($@"Control\CriticalDeviceDatabase\XENBUS#{device}|ClassGUID", "sz:{4D36E97B-E325-11CE-BFC1-08002BE10318}", form + "xenvbd.inf");
        }
    }

    /// <summary>Once, in Windows 8 and later; all forms are those of virt-v2v's inject_virtio_win.ml, ddb_regedits.</summary>
    public static IEnumerable<(string Entry, string Content)> Database()
    {
        IEnumerable<(string, string)> bus = Package("xenbus", "XenBus_Inst", "7de9364d25e3ce11bfc108002be10318",
            @"PCI\VEN_5853&DEV_C000&SUBSYS_C0005853&REV_01", @"PCI\VEN_5853&DEV_0002", @"PCI\VEN_5853&DEV_0001");

        // The class is what ddb_regedits writes for the same class: 7be9364d...
        IEnumerable<(string, string)> disk = Package("xenvbd", "XenVbd_Inst", "7be9364d25e3ce11bfc108002be10318",
            @"XENBUS\VEN_XP0001&DEV_VBD&REV_0900000B", @"XENBUS\VEN_XP0002&DEV_VBD&REV_0900000B");
        return bus.Concat(disk);
    }

    private static IEnumerable<(string Entry, string Content)> Package(string service, string configuration, string classBytes, params string[] devices)
    {
        string inf = $"appliance_{service}.inf";
        string package = string.Create(CultureInfo.InvariantCulture, $@"DriverDatabase\DriverPackages\{inf}_tmp");
        yield return ($@"DriverDatabase\DriverInfFiles\{inf}|", $"multi:{inf}_tmp");
        yield return ($@"DriverDatabase\DriverInfFiles\{inf}|Active", $"sz:{inf}_tmp");
        yield return ($@"DriverDatabase\DriverInfFiles\{inf}|Configurations", $"multi:{configuration}");
        yield return ($"{package}|Version", $"hex(3):00ff090000000000{classBytes}{new string('0', 48)}");
        yield return ($@"{package}\Configurations\{configuration}|ConfigFlags", "dword:00000000");
        yield return ($@"{package}\Configurations\{configuration}|Service", $"sz:{service}");
        foreach (string device in devices)
        {
            yield return ($@"DriverDatabase\DeviceIds\{device}|{inf}", "hex(3):01ff0000");
            yield return ($@"{package}\Descriptors\{device}|Configuration", $"sz:{configuration}");
        }
    }
}
