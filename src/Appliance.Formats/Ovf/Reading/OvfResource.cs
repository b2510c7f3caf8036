namespace Appliance.Formats.Ovf;

/// <summary>CIM_ResourceAllocationSettingData.ResourceType: what an item of virtual hardware is.</summary>
internal static class OvfResource
{
    public const int Other = 1;
    public const int Processor = 3;
    public const int Memory = 4;
    public const int IdeController = 5;
    public const int ScsiController = 6;
    public const int FibreChannel = 7;
    public const int Iscsi = 8;
    public const int InfiniBand = 9;
    public const int Ethernet = 10;
    public const int Floppy = 14;
    public const int Cd = 15;
    public const int Dvd = 16;
    public const int Disk = 17;

    /// <summary>XenCenter's disks.</summary>
    public const int StorageExtent = 19;

    /// <summary>SATA and NVMe controllers of VMware and VirtualBox, told apart by their subtype.</summary>
    public const int OtherStorage = 20;

    /// <summary>A serial port; disks too in what XenCenter made of Hyper-V machines.</summary>
    public const int Serial = 21;

    /// <summary>A logical disk.</summary>
    public const int LogicalDisk = 31;

    /// <summary>The last number CIM gives a meaning to; producers number their own from 32768.</summary>
    public const int Last = 35;
}
