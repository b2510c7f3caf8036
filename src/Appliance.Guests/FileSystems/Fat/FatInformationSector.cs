using System.Buffers.Binary;
using Appliance.Guests.Devices;

namespace Appliance.Guests.FileSystems.Fat;

/// <summary>The sector of FAT32 that says how much is free (FSInfo): a hint, which has to be right when we leave.</summary>
internal sealed class FatInformationSector
{
    private const int Length = 512;
    private const uint LeadSignature = 0x4161_5252;
    private const uint Signature = 0x6141_7272;
    private const int SignatureAt = 484;
    private const int FreeAt = 488;
    private const int NextAt = 492;

    private readonly BlockDevice _device;
    private readonly long _offset;
    private readonly byte[] _bytes;

    private FatInformationSector(BlockDevice device, long offset, byte[] bytes)
    {
        _device = device;
        _offset = offset;
        _bytes = bytes;
    }

    /// <summary>Where the search for a free cluster may go on.</summary>
    internal uint Next => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(NextAt));

    /// <summary>Reads it; null where there is none.</summary>
    internal static FatInformationSector? TryRead(FatBootSector shape, BlockDevice device)
    {
        if (shape.InformationOffset == 0)
        {
            return null;
        }

        var bytes = new byte[Length];
        device.Read(shape.InformationOffset, bytes);
        bool isOne = BinaryPrimitives.ReadUInt32LittleEndian(bytes) == LeadSignature
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(SignatureAt)) == Signature;
        return isOne ? new FatInformationSector(device, shape.InformationOffset, bytes) : null;
    }

    /// <summary>Writes what is true now, where that is something else.</summary>
    internal void Write(uint free, uint next)
    {
        byte[] before = [.. _bytes];
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(FreeAt), free);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(NextAt), next);
        if (!before.AsSpan().SequenceEqual(_bytes))
        {
            _device.Write(_offset, _bytes);
        }
    }
}
