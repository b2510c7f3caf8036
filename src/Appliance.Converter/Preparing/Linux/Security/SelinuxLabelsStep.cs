using System.Text;
using Appliance.Converter.Preparing.Linux.Texts;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Security;

/// <summary>
/// What was made gets the label that SELinux's policy gives it, as everything else kept its own. Only where a label
/// cannot be told the guest is asked to label all of its files at its next start, which takes minutes.
/// </summary>
internal sealed class SelinuxLabelsStep : IPreparationStep<LinuxSystem>
{
    private const string Attribute = "security.selinux";
    private const string Relabel = "/.autorelabel";

    public string Name => "SELinux labels";

    public void Run(PreparationContext context, LinuxSystem system)
    {
        if (system.SelinuxMode is null)
        {
            return;
        }

        GuestTree tree = context.Tree;
        var policy = new Lazy<SelinuxPolicy?>(() => SelinuxPolicy.Read(tree));
        string[] made = [.. tree.Changes.Select(change => change.Path).SelectMany(WithFolders).Distinct().Order(StringComparer.Ordinal)];
        foreach (string path in made)
        {
            if (!Label(tree, path, policy) && !tree.HasFile(Relabel))
            {
                GuestText.Of(Relabel).Save(tree);
                context.Expect($"the guest labels all files at its first start and then starts again, because SELinux's label of {path} cannot be told");
            }
        }
    }

    /// <summary>Labels what has no label.</summary>
    /// <returns>Whether it has one now, or needs none.</returns>
    private static bool Label(GuestTree tree, string path, Lazy<SelinuxPolicy?> policy)
    {
        string mount = tree.Mounts.Keys.Last(mount => GuestPath.IsWithin(path, mount));
        FileSystem fileSystem = tree.Mounts[mount];
        string within = mount == "/" ? path : path.Length == mount.Length ? "/" : path[mount.Length..];
        if (fileSystem.Kind is not (FileSystemKind.Ext or FileSystemKind.Xfs or FileSystemKind.Btrfs)
            || fileSystem.Find(within) is not { } node || fileSystem.GetAttribute(within, Attribute) is not null)
        {
            return true;
        }

        // A policy without a pattern for the path leaves it to the folder, as the kernel does with new files.
        byte[]? label = policy.Value?.LabelOf(path, node.Type) is { } found ? Encoding.ASCII.GetBytes(found + "\0")
            : fileSystem.GetAttribute(within == "/" ? within : GuestPath.FolderOf(within), Attribute);
        if (label is null)
        {
            return false;
        }

        fileSystem.SetAttribute(within, Attribute, label);
        return true;
    }

    private static IEnumerable<string> WithFolders(string path)
    {
        for (string at = path; at != "/"; at = GuestPath.FolderOf(at))
        {
            yield return at;
        }
    }
}
