namespace Appliance.Runtime.Xapi.Exporting;

/// <summary>A disk, and the same as it was before.</summary>
/// <param name="Vdev">What the guest sees it as.</param>
/// <param name="Name">Its name.</param>
/// <param name="Vdi">Reference of the VDI.</param>
/// <param name="Base">Reference of the older VDI.</param>
/// <param name="Size">Bytes of the disk.</param>
internal sealed record ChangedDisk(string Vdev, string Name, string Vdi, string Base, long Size);
