using Appliance.Formats.Ovf;

namespace Appliance.Formats.Ova;

/// <summary>Tells which members of an OVA belong to a disk, in a time that does not grow with the number of disks.</summary>
/// <param name="wanted">The files of the disks.</param>
/// <param name="files">What has come of the package.</param>
internal sealed class OvaWantedFiles(IEnumerable<OvfFile> wanted, PackageFiles files)
{
    // A dot and nine digits (DSP0243).
    private const int ChunkSuffix = 10;

    // However a file is found, its member has the same last name, or that with the number of a chunk.
    private readonly ILookup<string, OvfFile> _byLastName = wanted.Distinct()
        .Where(file => !OvfStoredFile.IsRemote(file))
        .SelectMany(file => new[] { file.Name, file.Href }.Select(LastOf).Distinct().Select(name => (Name: name, File: file)))
        .ToLookup(pair => pair.Name, pair => pair.File);

    /// <summary>Whether a member that has come is a file of a disk, or a part of one.</summary>
    public bool Contains(string member)
    {
        string last = LastOf(member);
        IEnumerable<OvfFile> alike = _byLastName[last];
        return (last.Length > ChunkSuffix ? alike.Concat(_byLastName[last[..^ChunkSuffix]]) : alike)
            .Any(file => OvfStoredFile.IsPart(file, member, files));
    }

    private static string LastOf(string name) => name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
}
