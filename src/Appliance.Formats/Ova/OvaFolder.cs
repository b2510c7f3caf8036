using Appliance.Formats.Disks;
using Appliance.Formats.Files;

namespace Appliance.Formats.Ova;

/// <summary>The members of an OVA, found by their offsets and read in place.</summary>
public sealed class OvaFolder : IListedFolder
{
    private readonly Disk _archive;
    private readonly Dictionary<string, TarMember> _members;

    private OvaFolder(Disk archive, IReadOnlyList<TarMember> members)
    {
        _archive = archive;
        _members = members.ToDictionary(member => member.Name, StringComparer.Ordinal);
        FileNames = [.. members.Select(member => member.Name)];
        Members = members;
    }

    /// <inheritdoc/>
    public string Name => _archive.Name;

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames { get; }

    /// <summary>Where each file lies in the archive, in the archive's order.</summary>
    public IReadOnlyList<TarMember> Members { get; }

    /// <summary>Finds the members of an uncompressed tar archive, and owns the archive from then on.</summary>
    /// <exception cref="InvalidImageException">The archive is damaged, or holds what no appliance holds: links, devices, unsafe names.</exception>
    /// <exception cref="UnsupportedImageException">It holds sparse members, or too many.</exception>
    public static async ValueTask<OvaFolder> OpenAsync(Disk archive, ReadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(options);
        var folder = new OvaFolder(archive, await TarIndex.ReadAsync(archive, cancellationToken));
        WarnOfLikeNames(folder, options);
        return folder;
    }

    /// <summary>Tells of members that overwrite each other where case does not count.</summary>
    internal static void WarnOfLikeNames(IListedFolder folder, ReadOptions options)
    {
        foreach (IGrouping<string, string> alike in folder.FileNames.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Skip(1).Any()))
        {
            options.Warn($"{folder.Name}: the names {string.Join(", ", alike.Take(3))} differ in case only, and cannot be unpacked side by side everywhere");
        }
    }

    /// <inheritdoc/>
    public bool Exists(string name) => _members.ContainsKey(RelativeName.Check(Name, name));

    /// <inheritdoc/>
    public ValueTask<Disk?> OpenAsync(string name, CancellationToken cancellationToken)
        => new(_members.TryGetValue(RelativeName.Check(Name, name), out TarMember member)
            ? new SliceDisk(_archive, member.Offset, member.Size, $"{Name}:{member.Name}")
            : null);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _archive.DisposeAsync();
}
