using Appliance.Builder.Bases.Containers;
using Appliance.Builder.Building;
using Appliance.Builder.Templates;
using Appliance.Builder.Templates.Parts;
using Appliance.Builder.Tools;
using Appliance.Builder.Trees;
using Appliance.Formats;
using Appliance.Formats.IO;

namespace Appliance.Builder.Bases;

/// <summary>Opens the base of a machine, whatever it is.</summary>
/// <param name="machine">The machine.</param>
/// <param name="options">How it is built.</param>
/// <param name="tool">Runs programs.</param>
internal sealed class BaseOpener(MachineTemplate machine, BuildOptions options, BuildTool tool)
{
    // What is taken away again, and what only the build needs, is in it too.
    private const int MostTimesItsDisks = 4;
    private const long Least = 1 << 30;

    private readonly long _now = options.Timestamp.ToUnixTimeSeconds();

    /// <summary>Whether it is there already.</summary>
    public bool IsKept => machine.Base is DebianBase debian && Archives.Has(debian, machine.Packages);

    /// <summary>What it is, for people.</summary>
    public string Description => machine.Base switch
    {
        DebianBase debian => $"Debian {debian.Suite} ({debian.Variant}){(machine.Packages.Count > 0 ? $" with {string.Join(", ", machine.Packages)}" : "")}",
        ArchiveBase archive => $"the root file system in {Path.GetFileName(archive.Path)}",
        ImageBase image => $"the container image for linux/amd64 in {Path.GetFileName(image.Path)}: its layers over each other",
        MachineBase source => $"the files of the Linux in {Path.GetFileName(source.Path)}",
        { } other => $"{other}",
    };

    private BaseArchive Archives => new(options.CacheFolder, tool, _now);

    /// <summary>Sees whether it can be had, before anything is made.</summary>
    /// <exception cref="TemplateException">Its mirror cannot be reached, or has no such suite.</exception>
    public Task CheckAsync(CancellationToken cancellationToken)
        => machine.Base is DebianBase debian && !IsKept ? MirrorCheck.RunAsync(debian, cancellationToken) : Task.CompletedTask;

    /// <summary>Opens it.</summary>
    /// <param name="work">A folder for what is unpacked.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<OpenedBase> OpenAsync(string work, CancellationToken cancellationToken) => machine.Base switch
    {
        DebianBase debian => InstallAsync(debian, cancellationToken),
        ArchiveBase archive => ReadArchiveAsync(archive.Path, work, cancellationToken),
        ImageBase image => ReadImageAsync(image.Path, work, cancellationToken),
        MachineBase source => ReadMachineAsync(source.Path, work, cancellationToken),
        _ => throw new InvalidOperationException($"there is no base {machine.Base}"),
    };

    private async Task<OpenedBase> InstallAsync(DebianBase debian, CancellationToken cancellationToken)
    {
        string archive = await Archives.GetAsync(debian, machine.Packages, cancellationToken);
        return new OpenedBase(ArchiveTree.Read(FilePart.Whole(archive), Path.GetFileName(archive), _now, cancellationToken), await BaseDigest.OfAsync(archive, cancellationToken));
    }

    private async Task<OpenedBase> ReadArchiveAsync(string path, string work, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(path);
        FilePart content = await NewUnpacker(work).OpenAsync(FilePart.Whole(path), name, cancellationToken);
        return new OpenedBase(ArchiveTree.Read(content, name, _now, cancellationToken), await BaseDigest.OfAsync(path, cancellationToken));
    }

    private async Task<OpenedBase> ReadImageAsync(string path, string work, CancellationToken cancellationToken)
        => new(await new ContainerTree(NewUnpacker(work), _now).ReadAsync(path, cancellationToken), await BaseDigest.OfAsync(path, cancellationToken));

    private async Task<OpenedBase> ReadMachineAsync(string path, string work, CancellationToken cancellationToken)
    {
        string digest = await BaseDigest.OfAsync(path, cancellationToken);
        await using var opened = new Ownership<GuestBase>(await GuestBase.OpenAsync(path, new ReadOptions { SpoolFolder = work, Warn = options.Warn }, cancellationToken));
        RootTree tree = new GuestFiles(opened.Held.Guest.Tree, _now).Read(cancellationToken);
        return new OpenedBase(tree, digest, opened.Release());
    }

    private Unpacker NewUnpacker(string work) => new(work, Least + (MostTimesItsDisks * (machine.Disk.Size + machine.DataDisks.Sum(disk => disk.Size))));
}
