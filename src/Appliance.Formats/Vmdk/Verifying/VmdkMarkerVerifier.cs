using Appliance.Formats.Disks;
using Appliance.Formats.Verification;

namespace Appliance.Formats.Vmdk;

/// <summary>Walks a stream from marker to marker, as a reader does that cannot seek, and compares with the tables.</summary>
internal sealed class VmdkMarkerVerifier(VmdkSparseDisk disk, Disk file, FindingList findings)
{
    private readonly byte[] _sector = new byte[VmdkUnits.Sector];
    private readonly VmdkSparseHeader _header = disk.Header;
    private long _position = disk.Header.Overhead;
    private long _grains;
    private bool _ended;
    private bool _lost;

    /// <summary>Walks the stream.</summary>
    /// <param name="stored">How many grains the tables lead to.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async ValueTask VerifyAsync(long stored, CancellationToken cancellationToken)
    {
        while (!_lost && _position <= file.Length - VmdkUnits.Sector)
        {
            await file.ReadAsync(_position, _sector, cancellationToken);
            VmdkMarker marker = VmdkMarker.Parse(_sector);
            if (marker.IsGrain)
            {
                await VerifyGrainAsync(marker, cancellationToken);
            }
            else
            {
                VerifyMarker(marker);
            }
        }

        VerifyEnd(stored);
    }

    private async ValueTask VerifyGrainAsync(VmdkMarker marker, CancellationToken cancellationToken)
    {
        long place = _position;
        _ended = false;
        _grains++;
        _position += VmdkUnits.RoundUp(VmdkMarker.GrainHeadSize + (long)marker.Size, VmdkUnits.Sector);
        ulong grainSectors = (ulong)(_header.GrainSize / VmdkUnits.Sector);
        if (marker.Value % grainSectors != 0 || marker.Value / grainSectors >= (ulong)_header.Grains)
        {
            findings.Error("vmdk-marker-sector", file.Name, place, $"a grain is marked as virtual sector {marker.Value}, where no grain starts");
            return;
        }

        long grain = (long)(marker.Value / grainSectors);
        VmdkGrainTable? table = await disk.Tables.GetAsync((int)(grain / _header.TableEntries), cancellationToken);
        if (table is null || (long)table[(int)(grain % _header.TableEntries)] * VmdkUnits.Sector != place)
        {
            findings.Error("vmdk-marker-table", file.Name, place, $"here is grain {grain}, but the tables do not lead to it");
        }
    }

    private void VerifyMarker(VmdkMarker marker)
    {
        long place = _position;
        _position += VmdkUnits.Sector;
        _ended = marker.Type == VmdkMarkerType.EndOfStream;
        if (_ended)
        {
            return;
        }

        if (marker.Type > VmdkMarkerType.Progress)
        {
            _lost = true;
            findings.Error("vmdk-marker-type", file.Name, place, $"marker type {(uint)marker.Type} is not known");
        }
        else if (marker.Value == 0 || marker.Value > (ulong)(file.Length / VmdkUnits.Sector))
        {
            // Some writers leave the length out, so that the stream cannot be followed: the tables still can.
            _lost = true;
            findings.Warning("vmdk-marker-length", file.Name, place, $"a marker of type {marker.Type} tells no usable length ({marker.Value} sectors)");
        }
        else
        {
            _position += (long)marker.Value * VmdkUnits.Sector;
        }
    }

    private void VerifyEnd(long stored)
    {
        if (_lost)
        {
            return;
        }

        if (_grains < stored)
        {
            findings.Error("vmdk-stream-grains", file.Name, file.Length, $"the stream holds {_grains} grains, the tables lead to {stored}");
        }

        if (!_ended)
        {
            findings.Warning("vmdk-stream-end", file.Name, file.Length, "the stream has no end-of-stream marker (qemu-img writes none)");
        }
    }
}
