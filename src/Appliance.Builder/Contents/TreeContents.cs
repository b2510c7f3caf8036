using Appliance.Builder.Templates;
using Appliance.Builder.Templates.Parts;
using Appliance.Builder.Trees;
using Appliance.Formats.IO;
using Appliance.Guests.FileSystems;

namespace Appliance.Builder.Contents;

/// <summary>Brings a base to what a template says of a machine.</summary>
/// <param name="tree">The base.</param>
/// <param name="machine">What it is to be.</param>
internal sealed class TreeContents(RootTree tree, MachineTemplate machine)
{
    /// <summary>Does all of it; files of the template come last, so that they win.</summary>
    public void Apply()
    {
        CleanTree.Apply(tree);
        machine.Removed.ToList().ForEach(tree.Remove);
        if (machine.HostName is { } host)
        {
            tree.PutText("/etc/hostname", $"{host}\n");
            tree.PutText("/etc/hosts", $"127.0.0.1\tlocalhost\n127.0.1.1\t{host}\n::1\tlocalhost ip6-localhost ip6-loopback\n");
        }

        new UserFiles(tree).Add(machine.Users);
        new NetworkFiles(tree).Add(machine.Network);
        new FirstBoot(tree).Add(machine.FirstBoot);
        if (machine.CloudInit is { } cloud)
        {
            new CloudInit(tree).Add(cloud, SeededGuid.Create(machine.Seed, "cloud-init"));
        }

        foreach (PlacedFile file in machine.Files)
        {
            Put(file);
        }

        // Units may be files of the machine.
        new ServiceLinks(tree).Apply(machine.Services);
    }

    private void Put(PlacedFile file)
    {
        switch (file)
        {
            case TextFile text:
                tree.PutText(text.Path, text.Content, text.Rights);
                break;
            case LinkedFile link:
                tree.Put(link.Path, TreeNode.Link(link.Target, tree.Now));
                break;
            case CopiedFile copy when Directory.Exists(copy.Source):
                PutFolder(copy);
                break;
            case CopiedFile copy:
                tree.Put(copy.Path, TreeNode.File(File.ReadAllBytes(copy.Source), copy.Rights, tree.Now));
                break;
        }
    }

    private void PutFolder(CopiedFile folder) => PutFolder(folder.Source, folder.Path, folder.Rights);

    // A link is put there as a link: followed, it could bring any file of this machine along.
    private void PutFolder(string source, string path, FileRights rights)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(source).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            string place = $"{path}/{entry.Name}";
            if (entry.LinkTarget is { } target)
            {
                tree.Put(place, TreeNode.Link(target, tree.Now));
            }
            else if (entry is DirectoryInfo)
            {
                PutFolder(entry.FullName, place, rights);
            }
            else
            {
                bool isProgram = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(entry.FullName) & UnixFileMode.UserExecute) != 0;
                tree.Put(place, TreeNode.File(File.ReadAllBytes(entry.FullName), isProgram ? rights with { Mode = FileRights.Program.Mode } : rights, tree.Now));
            }
        }
    }
}
