namespace Appliance.Guests.FileSystems.Fat;

/// <summary>A name in a folder.</summary>
/// <param name="Name">The long name, or the 8.3 name where there is none.</param>
/// <param name="ShortName">The 8.3 name, as it is shown.</param>
/// <param name="Attributes">Attributes.</param>
/// <param name="Cluster">The first cluster; 0 for an empty file.</param>
/// <param name="Size">Bytes of a file.</param>
/// <param name="FirstSlot">The number of its first entry in the folder.</param>
/// <param name="LastSlot">That of its last one, which has the 8.3 name.</param>
internal sealed record FatEntry(string Name, string ShortName, FatAttributes Attributes, uint Cluster, uint Size, int FirstSlot, int LastSlot)
{
    /// <summary>Whether it is a folder.</summary>
    internal bool IsFolder => Attributes.HasFlag(FatAttributes.Folder);
}
