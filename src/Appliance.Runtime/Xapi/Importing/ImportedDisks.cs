using Appliance.Formats.Disks;
using Appliance.Formats.Machines;
using Appliance.Formats.Xva;
using Appliance.Runtime.Xapi.Transfers;

namespace Appliance.Runtime.Xapi.Importing;

/// <summary>
/// Makes the disks of an import and fills them, some side by side: one connection seldom fills the wire, and the storage takes
/// several. Where the source only comes by, they follow one another.
/// </summary>
/// <param name="made">Gets all that is made.</param>
/// <param name="upload">Fills disks.</param>
/// <param name="storage">The storage that the disks go to.</param>
/// <param name="mark">The word that marks the objects until the end.</param>
internal sealed class ImportedDisks(MadeObjects made, VdiUpload upload, ChosenStorage storage, string mark)
{
    /// <summary>Disks that are sent at the same time: more of them only take memory, and slow the pool's other work down.</summary>
    public const int MostAtOnce = 3;

    /// <summary>Makes and fills all of them, and hangs them on their machines. When one fails, the others are stopped first.</summary>
    /// <param name="layout">Where they hang.</param>
    /// <param name="machines">References of the machines, by their identifiers in the layout.</param>
    /// <param name="source">Gives their content.</param>
    /// <param name="progress">Called from any thread; of what is sent side by side, each is told of before the first byte.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HostException">The pool refused one; that of the first which failed.</exception>
    public async Task RunAsync(
        XvaLayout layout, IReadOnlyDictionary<string, string> machines, IMachineSource source, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        XvaDiskSlot[] slots = [.. source.DisksInOrder.Select(disk => layout.Disks.Single(slot => slot.Disk.Id == disk.Id))];
        if (source.CanReadAtRandom)
        {
            Array.ForEach(slots, slot => progress?.Invoke(slot.Disk, new CopyProgress(0, slot.VirtualSize, 0)));
        }

        // A source may share what it opens disks with.
        using var opening = new SemaphoreSlim(1);
        var options = new ParallelOptions { MaxDegreeOfParallelism = source.CanReadAtRandom ? MostAtOnce : 1, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(slots, options, async (slot, stop) =>
        {
            await using DiskContent content = await OpenAsync(source, slot.Disk, opening, stop);
            string vdi = await FillAsync(slot, content, progress, stop);
            await HangAsync(layout, slot, machines, vdi, stop);
        });
    }

    private static async Task<DiskContent> OpenAsync(IMachineSource source, MachineDisk disk, SemaphoreSlim opening, CancellationToken cancellationToken)
    {
        await opening.WaitAsync(cancellationToken);
        try
        {
            return await source.OpenContentAsync(disk, cancellationToken);
        }
        finally
        {
            opening.Release();
        }
    }

    private async Task<string> FillAsync(XvaDiskSlot slot, DiskContent content, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        // What comes by once may be larger than its package said.
        long size = Math.Max(slot.VirtualSize, XvaLayout.RoundUp(content.Length));
        string? format = storage.Formats.For(slot.Disk.Name, size);
        string vdi = await made.MakeAsync("VDI", DeviceRecords.Disk(storage.Reference, slot.Disk.Name, size, mark, format), cancellationToken);
        await upload.RunAsync(vdi, content, progress is null ? null : at => progress(slot.Disk, at), cancellationToken);
        return vdi;
    }

    private async Task HangAsync(XvaLayout layout, XvaDiskSlot slot, IReadOnlyDictionary<string, string> machines, string vdi, CancellationToken cancellationToken)
    {
        foreach (XvaMachineSlot machine in layout.Machines)
        {
            foreach (XvaDriveSlot drive in machine.Drives.Where(drive => drive.Disk == slot))
            {
                await made.MakeAsync("VBD", DeviceRecords.Drive(machines[machine.Id], $"{drive.Position}", vdi, drive.IsBootable, slot.Disk.IsReadOnly), cancellationToken);
            }
        }
    }
}
