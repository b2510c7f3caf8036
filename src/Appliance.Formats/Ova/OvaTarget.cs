using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;
using Appliance.Formats.IO.Tar;
using Appliance.Formats.Machines;
using Appliance.Formats.Ovf;

namespace Appliance.Formats.Ova;

/// <summary>
/// Writes machines as an OVA: the descriptor first, as importers want it, then the disks; manifest and signature stand
/// last, but for VMware behind the descriptor, as in its own. All tell what is known only when the disks are written, so
/// their room is set aside and filled later.
/// </summary>
public sealed class OvaTarget : IMachineTarget
{
    private const int EndBlocks = 2 * UstarHeader.Size;

    private readonly string _path;
    private readonly OvfDialect _dialect;
    private readonly WriteOptions _options;
    private readonly List<OvfWriterDisk> _disks = [];
    private TemporaryFile? _file;

    /// <summary>Prepares a target; nothing is created yet.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="dialect">Whom it is for.</param>
    /// <param name="options">Time, identity and threads.</param>
    public OvaTarget(string path, OvfDialect dialect, WriteOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        _path = path;
        _dialect = dialect;
        _options = options;
    }

    /// <inheritdoc/>
    public string Name => Path.GetFileName(_path);

    /// <inheritdoc/>
    public string Format => $"OVA, {OvfTarget.FormatOf(_dialect)}";

    /// <inheritdoc/>
    public bool IsForXen => _dialect == OvfDialect.Xen;

    /// <inheritdoc/>
    public bool CanReadBack => true;

    /// <inheritdoc/>
    public IReadOnlyList<WrittenPackage> Written
        => [new WrittenPackage(new WrittenFolder([_file!]), Name, Format: null, OvfDiskFiles.ById(_disks))];

    /// <inheritdoc/>
    public void Check(MachineGroup group, IReadOnlyDictionary<string, long> diskSizes)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(diskSizes);
        OvfTarget.Check(group, diskSizes, _dialect);
    }

    /// <inheritdoc/>
    public async Task WriteAsync(IMachineSource source, Action<MachineDisk, CopyProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        _file = TemporaryFile.Create(_path);
        string stem = StemOf(_path);
        var writer = new OvfDiskFiles(source, stem, _dialect, _options, progress);
        OvfWriterDisk[] foreseen = writer.Foresee();
        int room = OvfWriter.Write(source.Group, foreseen, _dialect).Length;
        long position = UstarHeader.Size + Padded(room);
        long manifest = position;
        position += _dialect == OvfDialect.Vmware ? RoomForProofs(stem, foreseen) : 0;

        var proofs = new List<ManifestEntry>();
        foreach (MachineDisk disk in writer.Disks)
        {
            long start = position + UstarHeader.Size;
            _disks.Add(await writer.WriteAsync(disk, _disks.Count, _file.Handle, start, cancellationToken));
            await WriteHeaderAsync(_disks[^1].Href, _disks[^1].FileSize, position, cancellationToken);
            proofs.Add(await OvfDiskFiles.DigestAsync(_file.Handle, start, _disks[^1].FileSize, _disks[^1].Href, cancellationToken));
            position = start + Padded(_disks[^1].FileSize);
        }

        byte[] descriptor = new byte[room];
        descriptor.AsSpan().Fill((byte)'\n'); // white space behind the root element is XML too
        OvfWriter.Write(source.Group, _disks, _dialect).CopyTo(descriptor, 0);
        proofs.Insert(0, OvfDiskFiles.Digest(descriptor, $"{stem}.ovf"));
        await WriteMemberAsync($"{stem}.ovf", descriptor, 0, cancellationToken);
        manifest = _dialect == OvfDialect.Vmware ? manifest : position;
        long proved = await WriteProofsAsync(stem, Manifest.Write(proofs), manifest, cancellationToken);
        RandomAccess.SetLength(_file.Handle, Math.Max(position, proved) + EndBlocks);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> CommitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _file!.Commit();
        return ValueTask.FromResult<IReadOnlyList<string>>([_file.Path]);
    }

    /// <summary>Deletes the archive unless it was committed.</summary>
    public ValueTask DisposeAsync()
    {
        _file?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The file's name without extension, short enough for a tar header.</summary>
    private static string StemOf(string path)
    {
        const int longest = 60;
        string stem = string.Concat(Path.GetFileNameWithoutExtension(path).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' ? c : '_'));
        return stem.Length > longest ? stem[..longest] : stem;
    }

    /// <summary>Bytes of the members for manifest and signature; digests and signatures all have one length.</summary>
    private long RoomForProofs(string stem, OvfWriterDisk[] disks)
    {
        int manifest = Manifest.Write(disks.Select(disk => disk.Href).Prepend($"{stem}.ovf").Select(name => OvfDiskFiles.Digest([], name))).Length;
        int? certificate = _options.Signer is { } signer ? CertificateFile.Write($"{stem}.mf", new byte[signer.SignatureSize], signer.Certificates).Length : null;
        return UstarHeader.Size + Padded(manifest) + (certificate is { } size ? UstarHeader.Size + Padded(size) : 0);
    }

    private static long Padded(long size) => size + UstarHeader.PaddingOf(size);

    /// <summary>Writes the manifest, and its signature behind it; gives the byte behind both.</summary>
    private async ValueTask<long> WriteProofsAsync(string stem, byte[] manifest, long position, CancellationToken cancellationToken)
    {
        position += await WriteMemberAsync($"{stem}.mf", manifest, position, cancellationToken);
        return _options.Signer is not { } signer ? position
            : position + await WriteMemberAsync($"{stem}.cert", await CertificateFile.SignAsync(signer, $"{stem}.mf", manifest, cancellationToken), position, cancellationToken);
    }

    private async ValueTask<long> WriteMemberAsync(string name, byte[] content, long position, CancellationToken cancellationToken)
    {
        await WriteHeaderAsync(name, content.Length, position, cancellationToken);
        await RandomAccess.WriteAsync(_file!.Handle, content, position + UstarHeader.Size, cancellationToken);
        return UstarHeader.Size + Padded(content.Length);
    }

    private async ValueTask WriteHeaderAsync(string name, long size, long position, CancellationToken cancellationToken)
    {
        var header = new byte[UstarHeader.Size];
        UstarHeader.Write(header, name, size, _options.Timestamp);
        await RandomAccess.WriteAsync(_file!.Handle, header, position, cancellationToken);
    }
}
