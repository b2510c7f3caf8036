namespace Appliance.Formats.Vmdk;

/// <summary>How the bytes of an extent are stored.</summary>
internal enum VmdkExtentType
{
    /// <summary>FLAT: raw, in a file.</summary>
    Flat,

    /// <summary>VMFS or VMFSTHIN: raw, in a file of a datastore.</summary>
    Vmfs,

    /// <summary>SPARSE: a hosted sparse extent.</summary>
    Sparse,

    /// <summary>VMFSSPARSE or SESPARSE: a delta of ESX(i); what it is, its magic tells.</summary>
    VmfsSparse,

    /// <summary>ZERO: no file, all zeros.</summary>
    Zero,

    /// <summary>VMFSRDM, VMFSRAW and other pointers to a device.</summary>
    Device,
}
