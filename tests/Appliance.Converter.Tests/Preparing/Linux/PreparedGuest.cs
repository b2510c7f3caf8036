using Appliance.Converter.Preparing;
using Appliance.Converter.Preparing.Linux;
using Appliance.Formats.Machines;
using Appliance.Guests.Devices;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;
using Appliance.Guests.Volumes;
using Appliance.Testing.Guests;

namespace Appliance.Converter.Tests.Preparing.Linux;

/// <summary>A guest of files in memory with two SCSI disks and two cards, and what steps make of it.</summary>
internal sealed class PreparedGuest
{
    public const string Mac = "00:50:56:ab:cd:01";
    public const string SecondMac = "00:50:56:ab:cd:02";
    public const string BootUuid = "11111111-0000-0000-0000-000000000000";
    public const string RootUuid = "22222222-0000-0000-0000-000000000000";
    public const string SwapUuid = "33333333-0000-0000-0000-000000000000";
    public const string DataUuid = "44444444-0000-0000-0000-000000000000";
    public const string PartitionUuid = "deadbeef-05";

    public MemoryFileSystem Files { get; } = new();

    public LinuxSystem System { get; set; } = new() { Distribution = "debian", Family = LinuxFamily.Debian, Product = "Debian GNU/Linux 12 (bookworm)", InitramfsTool = InitramfsTool.InitramfsTools };

    public Machine Machine { get; set; } = new()
    {
        Id = "web01",
        Name = "web01",
        Disks = [new MachineDisk { Id = "1", Name = "system", Bus = DiskBus.Scsi, Unit = 0 }, new MachineDisk { Id = "2", Name = "data", Bus = DiskBus.Scsi, Unit = 1 }],
        NetworkCards = [new NetworkCard { Mac = Mac.ToUpperInvariant() }],
    };

    public IReadOnlyList<PreparationNote> Notes { get; private set; } = [];

    public IReadOnlyList<FileChange> Changes { get; private set; } = [];

    public static VolumeSet Volumes { get; } = new(
        [
            Of(FileSystemKind.Unknown, 0, null),
            Of(FileSystemKind.Ext, 0, 1) with { Uuid = BootUuid },
            Of(FileSystemKind.Ext, 0, 2) with { Uuid = RootUuid },
            Of(FileSystemKind.Swap, 0, 3) with { Uuid = SwapUuid },
            Of(FileSystemKind.Unknown, 0, 5) with { PartitionUuid = PartitionUuid },
            Of(FileSystemKind.Unknown, 0, 6),
            Of(FileSystemKind.Unknown, 1, null),
            Of(FileSystemKind.Xfs, 1, 1) with { Uuid = DataUuid },
        ],
        []);

    public PreparedGuest With(string path, string text)
    {
        Files.With(path, text);
        return this;
    }

    /// <summary>Runs steps on the files as they are now.</summary>
    public PreparedGuest Run(params IPreparationStep<LinuxSystem>[] steps)
    {
        var context = new PreparationContext(Machine, new GuestTree(Files), Volumes);
        foreach (IPreparationStep<LinuxSystem> step in steps)
        {
            step.Run(context, System);
        }

        Notes = context.Notes;
        Changes = context.Tree.Changes;
        return this;
    }

    public PreparedGuest RunAll() => Run([.. LinuxPreparation.Steps]);

    public string Text(string path) => Files.Text(path);

    public IEnumerable<string> Warnings => Notes.Where(note => note.Kind == NoteKind.Warning).Select(note => note.Text);

    private static Volume Of(FileSystemKind kind, int disk, int? partition)
        => new() { Device = new MappedDevice("volume", []), Kind = kind, Disk = disk, Partition = partition };
}
