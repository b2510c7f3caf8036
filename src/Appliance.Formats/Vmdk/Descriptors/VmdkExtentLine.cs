namespace Appliance.Formats.Vmdk;

/// <summary>One extent of a descriptor: <c>RW 2055 FLAT "disk-flat.vmdk" 0</c>.</summary>
/// <param name="At">Byte offset of the line in its file, for messages.</param>
/// <param name="Access">What may be done with it.</param>
/// <param name="Length">Bytes of virtual disk.</param>
/// <param name="Type">How it is stored.</param>
/// <param name="FileName">As written; empty where there is none.</param>
/// <param name="FileOffset">Where in a raw file the extent starts, in bytes.</param>
internal sealed record VmdkExtentLine(
    long At, VmdkExtentAccess Access, long Length, VmdkExtentType Type, string FileName, long FileOffset)
{
    /// <summary>Whether its bytes are in a file.</summary>
    public bool HasFile => Length > 0 && Access != VmdkExtentAccess.None && Type != VmdkExtentType.Zero;
}
