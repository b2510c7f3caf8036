using System.Buffers.Binary;
using Appliance.Formats.Streaming;

namespace Appliance.Formats.Vmdk;

/// <summary>Takes what stands between and behind the grains of a stream: tables, the directory, the footer, the end.</summary>
/// <param name="file">The stream.</param>
/// <param name="header">Its header.</param>
internal sealed class VmdkStreamTables(ForwardFile file, VmdkSparseHeader header)
{
    // Writers that do not tell the length of their tables put all of them behind the grains: those of a terabyte.
    private const int MaxTail = 160 << 20;

    // A redundant copy of each table, and room for a writer that repeats itself.
    private const int MaxCopies = 4;

    private readonly Dictionary<uint, ulong> _tableSums = [];
    private readonly byte[] _table = new byte[header.TableSize];
    private uint[]? _directory;
    private VmdkSparseHeader? _footer;

    /// <summary>Takes a marker and what it announces.</summary>
    /// <exception cref="InvalidImageException">It makes no sense.</exception>
    public async ValueTask TakeAsync(VmdkMarker marker, CancellationToken cancellationToken)
    {
        long place = file.Position;
        long length = LengthOf(marker, place);
        await SkipSectorAsync(cancellationToken);
        switch (marker.Type)
        {
            case VmdkMarkerType.EndOfStream:
                break;
            case VmdkMarkerType.GrainTable or VmdkMarkerType.GrainDirectory when length == 0:
                await TakeTailAsync(cancellationToken);
                break;
            case VmdkMarkerType.GrainTable:
                await TakeTablesAsync(length, cancellationToken);
                break;
            case VmdkMarkerType.GrainDirectory:
                await TakeDirectoryAsync(length, cancellationToken);
                break;
            case VmdkMarkerType.Footer:
                await TakeFooterAsync(cancellationToken);
                break;
            default:
                await file.SkipAsync(length, cancellationToken);
                break;
        }
    }

    /// <summary>Holds the tables against the grains that came.</summary>
    /// <exception cref="InvalidImageException">The stream is cut off, or they disagree.</exception>
    public void CheckAgainst(VmdkGrainSums grains)
    {
        if (_directory is null || (header.Directory == VmdkSparseHeader.InFooter && _footer is null))
        {
            throw new InvalidImageException(file.Name, file.Position, "the stream is cut off: it does not end with a grain directory and a footer");
        }

        for (int i = 0; i < _directory.Length; i++)
        {
            ulong sum = 0;
            if ((_directory[i] != 0 && !_tableSums.TryGetValue(_directory[i], out sum)) || sum != grains[i])
            {
                throw Disagree(file, i);
            }
        }
    }

    /// <summary>What is wrong where tables and grains tell different stories.</summary>
    public static InvalidImageException Disagree(ForwardFile file, long table)
        => new(file.Name, file.Position, $"the grains that came are not those of grain table {table}: the stream is cut off or damaged");

    private long LengthOf(VmdkMarker marker, long place)
    {
        if (marker.Type > VmdkMarkerType.Progress)
        {
            throw new InvalidImageException(file.Name, place, $"marker type {(uint)marker.Type} is not known");
        }

        long most = marker.Type switch
        {
            VmdkMarkerType.GrainTable => header.DirectoryEntries * header.TableSize,
            VmdkMarkerType.GrainDirectory => header.DirectoryEntries * sizeof(uint),
            _ => uint.MaxValue,
        };
        most = VmdkUnits.DivideUp(most, VmdkUnits.Sector);
        return marker.Value <= (ulong)most
            ? (long)marker.Value * VmdkUnits.Sector
            : throw new InvalidImageException(file.Name, place, $"a marker announces {marker.Value} sectors, where {most} at most can follow");
    }

    private async ValueTask TakeTablesAsync(long length, CancellationToken cancellationToken)
    {
        for (long left = length; left > 0; left -= _table.Length)
        {
            if (_tableSums.Count >= MaxCopies * header.DirectoryEntries)
            {
                throw new InvalidImageException(file.Name, file.Position, $"more than {_tableSums.Count} grain tables come, where the disk has {header.DirectoryEntries}");
            }

            uint sector = (uint)Math.Min(file.Position / VmdkUnits.Sector, uint.MaxValue);
            await file.ReadAsync(_table, "grain table", cancellationToken);
            _tableSums[sector] = VmdkGrainSums.Of(new VmdkGrainTable(0, file.Position, _table), header.HasZeroedGrains);
        }
    }

    private async ValueTask TakeDirectoryAsync(long length, CancellationToken cancellationToken)
    {
        var bytes = new byte[Math.Max(length, header.DirectoryEntries * sizeof(uint))];
        await file.ReadAsync(bytes.AsMemory(0, (int)length), "grain directory", cancellationToken);
        _directory = new uint[header.DirectoryEntries];
        for (int i = 0; i < _directory.Length; i++)
        {
            _directory[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)));
        }
    }

    private async ValueTask TakeFooterAsync(CancellationToken cancellationToken)
    {
        var bytes = new byte[VmdkSparseHeader.Size];
        long place = file.Position;
        await file.ReadAsync(bytes, "footer", cancellationToken);
        VmdkMagic.RequireSparse(file.Name, bytes);
        _footer = VmdkSparseHeader.Parse(bytes, file.Name, place);
        VmdkFooter.CheckAgreement(header, _footer, place);
    }

    /// <summary>Reads the rest of a stream whose tables have no length, as a file of which only this part is there.</summary>
    private async ValueTask TakeTailAsync(CancellationToken cancellationToken)
    {
        long start = file.Position;
        byte[] bytes = await ReadTailAsync(cancellationToken);
        var tail = new KeptPart(file.Name, start, bytes);
        _footer = header.Directory == VmdkSparseHeader.InFooter ? await VmdkFooter.ReadAsync(tail, header, cancellationToken) : header;
        VmdkGrainDirectory directory = await VmdkGrainDirectory.LoadAsync(tail, _footer, _footer.Directory, cancellationToken);
        var tables = new VmdkGrainTables(tail, _footer, directory);
        _directory = new uint[directory.Count];
        for (int i = directory.FindStored(0); i < directory.Count; i = directory.FindStored(i + 1))
        {
            VmdkGrainTable table = (await tables.GetAsync(i, cancellationToken))!;
            _directory[i] = (uint)(directory[i] / VmdkUnits.Sector);
            _tableSums[_directory[i]] = VmdkGrainSums.Of(table, header.HasZeroedGrains);
        }
    }

    private async ValueTask<byte[]> ReadTailAsync(CancellationToken cancellationToken)
    {
        using var tail = new MemoryStream();
        var buffer = new byte[VmdkUnits.Sector];
        while (await file.PeekAsync(buffer.Length, cancellationToken) is { IsEmpty: false } next)
        {
            await file.ReadAsync(buffer.AsMemory(0, next.Length), "end of the stream", cancellationToken);
            await tail.WriteAsync(buffer.AsMemory(0, next.Length), cancellationToken);
            if (tail.Length > MaxTail)
            {
                throw new UnsupportedImageException(
                    file.Name, file.Position, $"the tables at the end have no length, and take more than {MaxTail} bytes; save the file first, and convert that");
            }
        }

        return tail.ToArray();
    }

    private ValueTask SkipSectorAsync(CancellationToken cancellationToken) => file.SkipAsync(VmdkUnits.Sector, cancellationToken);
}
