using Appliance.Formats.Ova;
using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Trees;

/// <summary>A member of a tar archive, with all that a file system keeps of it.</summary>
/// <param name="Name">Its name, as it is written there.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Target">Where a link leads.</param>
/// <param name="Rights">Mode and owner.</param>
/// <param name="Modified">When it was changed last, in seconds since 1970.</param>
/// <param name="Content">Where its bytes are.</param>
internal sealed record ArchiveMember(string Name, TarKind Kind, string Target, FileRights Rights, long Modified, FilePart Content)
{
    /// <summary>Extended attributes.</summary>
    public IReadOnlyDictionary<string, byte[]> Attributes { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Whether it is a regular file.</summary>
    public bool IsFile => Kind is TarKind.File or TarKind.ContiguousFile || (Kind == TarKind.OldFile && !Name.EndsWith('/'));

    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => Kind == TarKind.Directory || (Kind == TarKind.OldFile && Name.EndsWith('/'));
}
