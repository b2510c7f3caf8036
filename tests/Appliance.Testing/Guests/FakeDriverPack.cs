using System.Text;

namespace Appliance.Testing.Guests;

/// <summary>
/// A driver pack with the shape and the facts of the Xen PV drivers (github.com/xcp-ng/win-xenbus src/xenbus.inf,
/// win-xenvbd src/xenvbd.inf, win-xenvif, win-xennet): names, numbers, groups and hardware are theirs, the programs are not.
/// </summary>
public static class FakeDriverPack
{
    /// <summary>Writes the pack, with folders for both processors.</summary>
    public static string Write(TemporaryFolder folder, Func<string, string>? change = null)
    {
        foreach ((string processor, string decoration) in new[] { ("x64", "amd64"), ("x86", "x86") })
        {
            Add("xenbus", Bus(decoration), "xen.sys", "xenbus.sys", "xenfilt.sys", "xenbus.cat", "xenbus_monitor.exe");
            Add("xenvbd", Disk(decoration), "xenvbd.sys", "xencrsh.sys", "xendisk.sys", "xenvbd.cat");
            Add("xenvif", Plain(decoration, "xenvif", "System", "{4d36e97d-e325-11ce-bfc1-08002be10318}", @"XENBUS\VEN_XP0001&DEV_VIF&REV_0900000B"), "xenvif.sys");
            Add("xennet", Plain(decoration, "xennet", "Net", "{4d36e972-e325-11ce-bfc1-08002be10318}", @"XENVIF\VEN_XP0001&DEV_NET&REV_0900000B"), "xennet.sys");

            void Add(string name, string inf, params string[] files)
            {
                folder.Write($"pack/{name}/{processor}/{name}.inf", Encode(change?.Invoke(inf) ?? inf, isWide: name == "xenvbd"));
                foreach (string file in files)
                {
                    folder.Write($"pack/{name}/{processor}/{file}", $"{file} for {processor}");
                }
            }
        }

        return folder["pack"];
    }

    private static byte[] Encode(string text, bool isWide)
        => isWide ? [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)] : Encoding.Latin1.GetBytes(text);

    private static string Bus(string decoration) => $"""
        ; a bus
        [Version]
        Signature="$Windows NT$"
        Class=System
        ClassGUID={"{4d36e97d-e325-11ce-bfc1-08002be10318}"}
        Provider=%Vendor%
        DriverVer=06/01/2026,9.1.0.5
        [DestinationDirs]
        DefaultDestDir=12
        Monitor_CopyFiles=11
        [XenBus_CopyFiles]
        xen.sys
        xenbus.sys
        xenfilt.sys
        [Monitor_CopyFiles]
        xenbus_monitor_9.exe,xenbus_monitor.exe
        [Manufacturer]
        %Vendor%=Inst,NT{decoration}
        [Inst.NT{decoration}]
        %BusName%=XenBus_Inst,\
        PCI\VEN_5853&DEV_C000&SUBSYS_C0005853&REV_01,\
        PCI\VEN_5853&DEV_0002,\
        PCI\VEN_5853&DEV_0001
        [XenBus_Inst]
        CopyFiles=XenBus_CopyFiles
        CopyFiles=Monitor_CopyFiles
        [XenBus_Inst.Services]
        AddService=xenbus_monitor,%START%,Monitor_Service
        AddService=xenbus,%ASSOC%,XenBus_Service
        AddService=xenfilt,,XenFilt_Service,
        [XenBus_Service]
        DisplayName=%BusName%
        ServiceType=%KERNEL%
        StartType=%BOOT%
        ErrorControl=%NORMAL%
        ServiceBinary=%12%\xenbus.sys
        LoadOrderGroup="Boot Bus Extender"
        AddReg = Bus_Parameters, Bus_Unplug
        [Bus_Parameters]
        HKR,"Parameters",,0x00000010
        HKR,"Parameters","SupportedClasses",0x00010000,"VIF","VBD","IFACE"
        [Bus_Unplug]
        HKLM,%UnplugKey%,"NICS",0x00010001,0
        HKLM,%UnplugKey%,"DISKS",0x00010001,0
        [XenFilt_Service]
        DisplayName="a ""bus"" filter; of all" ; why not
        ServiceType=%KERNEL%
        StartType=%BOOT%
        ErrorControl=%NORMAL%
        ServiceBinary=%12%\xenfilt.sys
        LoadOrderGroup="Boot Bus Extender"
        AddReg = Filt_Parameters
        AddReg = Filt_Filters
        [Filt_Parameters]
        HKR,"Parameters",,0x00000010
        HKR,"Parameters","*PNP0A03",0x00000000,"PCI"
        HKR,"Parameters","Internal_IDE_Channel",0x00000000,"IDE"
        [Filt_Filters]
        HKLM,%SystemClassKey%,"UpperFilters",0x00010008,"XENFILT"
        HKLM,%HDCClassKey%,"UpperFilters",0x00010008,"XENFILT"
        [Monitor_Service]
        ServiceType=0x10
        StartType=2
        ErrorControl=%NORMAL%
        ServiceBinary=%11%\xenbus_monitor_9.exe
        [Strings]
        Vendor="Nobody"
        BusName="Fake PV Bus"
        UnplugKey="SYSTEM\CurrentControlSet\Services\XEN\Unplug"
        SystemClassKey="SYSTEM\CurrentControlSet\Control\Class\{"{4d36e97d-e325-11ce-bfc1-08002be10318}"}"
        HDCClassKey="SYSTEM\CurrentControlSet\Control\Class\{"{4d36e96a-e325-11ce-bfc1-08002be10318}"}"
        BOOT=0x0
        KERNEL=0x1
        NORMAL=0x1
        ASSOC=0x00000002
        START=0x00000800

        """.ReplaceLineEndings("\r\n");

    private static string Disk(string decoration) => $"""
        [Version]
        Signature="$Windows NT$"
        Class=SCSIAdapter
        ClassGUID={"{4D36E97B-E325-11CE-BFC1-08002BE10318}"}
        DriverVer=06/01/2026,9.1.0.7
        [DestinationDirs]
        DefaultDestDir=12
        [XenVbd_Copyfiles]
        xenvbd.sys
        xencrsh.sys
        xendisk.sys
        [Manufacturer]
        "Nobody"=Inst,NT{decoration}
        [Inst.NT{decoration}]
        %Name%=XenVbd_Inst,XENBUS\VEN_XP0001&DEV_VBD&REV_0900000B,XENBUS\VEN_XP0002&DEV_VBD&REV_0900000B
        [XenVbd_Inst]
        CopyFiles=XenVbd_Copyfiles
        [XenVbd_Inst.Services]
        AddService=xenvbd,2,XenVbd_Service,
        AddService=xendisk,,XenDisk_Service,
        [XenDisk_Service]
        ServiceType=1
        StartType=0
        ErrorControl=1
        ServiceBinary=%12%\xendisk.sys
        LoadOrderGroup="Scsi Miniport"
        [XenVbd_Service]
        DisplayName=%Name%
        ServiceType=1
        StartType=0
        ErrorControl=1
        ServiceBinary=%12%\xenvbd.sys
        LoadOrderGroup="Scsi Miniport"
        AddReg=Vbd_Parameters, Vbd_Unplug, Vbd_Extras
        [Vbd_Parameters]
        HKR,"Parameters","BusType",0x00010001,0x00000001
        HKR,"Parameters\PnpInterface","5",0x00010001,0x00000001
        [Vbd_Unplug]
        HKLM,"SYSTEM\CurrentControlSet\Services\XEN\Unplug","DISKS",0x00010001,0
        HKLM,"SYSTEM\CurrentControlSet\Services\XEN\ForceUnplug","DISKS",0x00010001,1
        [Vbd_Extras]
        HKLM,"SYSTEM\CurrentControlSet\Services\Disk","TimeOutValue",0x00010001,120
        [Strings]
        Name="Fake PV Storage"

        """;

    private static string Plain(string decoration, string name, string className, string classGuid, string device) => $"""
        [Version]
        Class={className}
        ClassGUID={classGuid}
        DriverVer=06/01/2026,9.1.0.2
        [DestinationDirs]
        DefaultDestDir=13
        [Files]
        {name}.sys
        [Manufacturer]
        "Nobody"=Inst,NT{decoration}.6.1,NT{decoration}.10.0...99999
        [Inst.NT{decoration}.6.1]
        "{name}"=Inst_{name},{device}
        [Inst.NT{decoration}.10.0...99999]
        "{name}"=Wrong,PCI\VEN_FFFF
        [Inst_{name}]
        CopyFiles=Files
        [Inst_{name}.Services]
        AddService={name},2,Service
        [Service]
        ServiceType=1
        StartType=3
        ErrorControl=1
        ServiceBinary=%13%\{name}.sys

        """;
}
