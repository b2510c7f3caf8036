namespace Appliance.Guests.FileSystems.Ntfs;

/// <summary>A name in a folder.</summary>
/// <param name="Name">As it is spelled on the disk.</param>
/// <param name="Reference">Number and sequence of what it names.</param>
/// <param name="IsFolder">Whether that is a folder, and no link or other stand-in.</param>
/// <param name="IsShortName">Whether this is but the 8.3 twin of a long name.</param>
internal sealed record NtfsEntry(string Name, ulong Reference, bool IsFolder, bool IsShortName)
{
    // Below this number stand NTFS' own files; the root is 5.
    private const ulong FirstOrdinary = 16;

    /// <summary>Number without the sequence.</summary>
    internal ulong Number => NumberOf(Reference);

    /// <summary>Whether this is one of NTFS' own files: $MFT and the like.</summary>
    internal bool IsMetadata => Number < FirstOrdinary;

    /// <summary>The number in a reference.</summary>
    internal static ulong NumberOf(ulong reference) => reference & 0xFFFF_FFFF_FFFF;
}
