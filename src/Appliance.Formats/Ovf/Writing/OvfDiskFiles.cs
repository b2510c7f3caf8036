using System.Globalization;
using System.Security.Cryptography;
using Appliance.Formats.Disks;
using Appliance.Formats.IO;
using Appliance.Formats.Machines;
using Appliance.Formats.Vhd;
using Appliance.Formats.Vmdk;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Formats.Ovf;

/// <summary>Writes the disks of a package, wherever in a file they go.</summary>
/// <param name="source">Read disk after disk.</param>
/// <param name="stem">What the files of the package are called after.</param>
/// <param name="dialect">Decides on the format of the disks.</param>
/// <param name="options">Time, identity and threads.</param>
/// <param name="progress">Called from any thread.</param>
internal sealed class OvfDiskFiles(
    IMachineSource source, string stem, OvfDialect dialect, WriteOptions options, Action<MachineDisk, CopyProgress>? progress)
{
    private const int DigestChunk = 1 << 20;

    /// <summary>The disks, in the order in which they are written; one that two machines share is there once.</summary>
    public IReadOnlyList<MachineDisk> Disks { get; } = [.. source.DisksInOrder.DistinctBy(disk => disk.Id)];

    /// <summary>The file of the disk with this number, from 0.</summary>
    public string NameOf(int number) => $"{stem}-disk{number + 1}.{(dialect == OvfDialect.Vmware ? "vmdk" : "vhd")}";

    /// <summary>The disks before anything of them is known, with the longest numbers that can come.</summary>
    public OvfWriterDisk[] Foresee()
        => [.. Disks.Select((disk, i) => new OvfWriterDisk(disk, NameOf(i), long.MaxValue, long.MaxValue)
        {
            PopulatedSize = dialect == OvfDialect.Vmware ? long.MaxValue : null,
        })];

    /// <summary>Copies a disk.</summary>
    /// <param name="disk">Which one.</param>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="file">Written from <paramref name="start"/> (bytes) on, and ends with the disk.</param>
    /// <param name="start">Where.</param>
    /// <param name="cancellationToken">Stops the copy.</param>
    public async ValueTask<OvfWriterDisk> WriteAsync(
        MachineDisk disk, int number, SafeFileHandle file, long start, CancellationToken cancellationToken)
    {
        await using DiskContent content = await source.OpenContentAsync(disk, cancellationToken);
        Guid id = SeededGuid.Create(source.Name, disk.Id, content.Length.ToString(CultureInfo.InvariantCulture), options.IdentitySeed);
        Action<CopyProgress>? report = progress is null ? null : at => progress(disk, at);
        if (dialect == OvfDialect.Vmware)
        {
            await using var vmdk = new VmdkStreamWriter(new FileOutput(file, start), content.Length, new VmdkDiskLabel(NameOf(number), id, disk.Bus));
            await content.CopyToAsync(vmdk, options.Workers, report, cancellationToken);
            return new OvfWriterDisk(disk, NameOf(number), vmdk.FileLength, VmdkUnits.RoundUp(content.Length, VmdkUnits.Sector)) { PopulatedSize = vmdk.PopulatedSize };
        }

        await using var vhd = new VhdDynamicWriter(file, start, content.Length, id, options);
        await content.CopyToAsync(vhd, options.Workers, report, cancellationToken);
        return new OvfWriterDisk(disk, NameOf(number), vhd.FileLength, content.Length);
    }

    /// <summary>The disks by what the descriptor calls them.</summary>
    public static Dictionary<string, MachineDisk> ById(IReadOnlyList<OvfWriterDisk> disks)
        => disks.Select((entry, i) => (entry.Disk, Id: OvfWriter.DiskId(i))).ToDictionary(entry => entry.Id, entry => entry.Disk);

    /// <summary>The manifest's line of what was written, by reading it back: tables in front of a VHD are known last.</summary>
    public static async ValueTask<ManifestEntry> DigestAsync(
        SafeFileHandle file, long start, long length, string name, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[DigestChunk];
        for (long done = 0; done < length;)
        {
            int count = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - done)), start + done, cancellationToken);
            if (count == 0)
            {
                throw new IOException($"{name}: became shorter while it was written");
            }

            hash.AppendData(buffer, 0, count);
            done += count;
        }

        return new ManifestEntry(name, HashAlgorithmName.SHA256, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The manifest's line of bytes in memory.</summary>
    public static ManifestEntry Digest(byte[] content, string name)
        => new(name, HashAlgorithmName.SHA256, Convert.ToHexStringLower(SHA256.HashData(content)));
}
