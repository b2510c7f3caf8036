using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Appliance.Guests.Native;

namespace Appliance.Guests.FileSystems.Ext;

/// <summary>The I/O manager that libext2fs is given: each function finds its <see cref="ExtChannel"/> and hands on.</summary>
internal static unsafe class ExtManager
{
    // EXT2_ET_MAGIC_IO_CHANNEL and EXT2_ET_MAGIC_IO_MANAGER of ext2_err.h.
    private const nint ChannelMagic = 2133571333;
    private const nint ManagerMagic = 2133571335;

    /// <summary>The table of functions; it lasts as long as the process.</summary>
    public static Ext2fsManager* Table { get; } = CreateTable();

    private static ReadOnlySpan<byte> Name => "appliance\0"u8;

    private static Ext2fsManager* CreateTable()
    {
        var table = (Ext2fsManager*)NativeMemory.AllocZeroed((nuint)sizeof(Ext2fsManager));
        table->Magic = ManagerMagic;
        table->Name = NamePointer();
        table->Open = &Open;
        table->Close = &Close;
        table->SetBlockSize = &SetBlockSize;
        table->Read = &Read;
        table->Write = &Write;
        table->Flush = &Flush;
        table->WriteBytes = &WriteBytes;
        table->Read64 = &Read64;
        table->Write64 = &Write64;
        table->Discard = &Discard;
        table->ReadAhead = &ReadAhead;
        table->Zero = &Zero;
        return table;
    }

    // The bytes of a u8 literal lie in the image of the assembly and never move.
    private static byte* NamePointer() => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Name));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Open(byte* name, int flags, Ext2fsChannel** channel)
    {
        var opened = (Ext2fsChannel*)NativeMemory.AllocZeroed((nuint)sizeof(Ext2fsChannel));
        opened->Magic = ChannelMagic;
        opened->Manager = Table;
        opened->Name = NamePointer();
        opened->BlockSize = 1024;
        opened->References = 1;
        opened->Private = nint.Parse(Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name)));
        *channel = opened;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Close(Ext2fsChannel* channel)
    {
        if (--channel->References == 0)
        {
            NativeMemory.Free(channel);
        }

        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint SetBlockSize(Ext2fsChannel* channel, int size)
    {
        channel->BlockSize = size;
        return ExtChannel.Find(channel->Private).TryFlush(size);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Read(Ext2fsChannel* channel, CULong block, int count, byte* data) => ReadBlocks(channel, block.Value, count, data);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Read64(Ext2fsChannel* channel, ulong block, int count, byte* data) => ReadBlocks(channel, block, count, data);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Write(Ext2fsChannel* channel, CULong block, int count, byte* data) => WriteBlocks(channel, block.Value, count, data);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Write64(Ext2fsChannel* channel, ulong block, int count, byte* data) => WriteBlocks(channel, block, count, data);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint WriteBytes(Ext2fsChannel* channel, CULong offset, int count, byte* data)
        => ExtChannel.Find(channel->Private).TryWriteBytes(offset.Value, new ReadOnlySpan<byte>(data, count));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Flush(Ext2fsChannel* channel) => ExtChannel.Find(channel->Private).TryFlush();

    // Blocks that are no longer needed may keep what is in them.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Discard(Ext2fsChannel* channel, ulong block, ulong count) => 0;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint ReadAhead(Ext2fsChannel* channel, ulong block, ulong count) => 0;

    // Without this the library zeroes from a buffer that all its users in the process share without a lock.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Zero(Ext2fsChannel* channel, ulong block, ulong count)
    {
        Span<byte> zeros = stackalloc byte[channel->BlockSize];
        zeros.Clear();
        ExtChannel target = ExtChannel.Find(channel->Private);
        nint error = 0;
        for (ulong i = 0; i < count && error == 0; i++)
        {
            error = target.TryWrite(block + i, zeros);
        }

        return error;
    }

    private static nint ReadBlocks(Ext2fsChannel* channel, ulong block, int count, byte* data)
        => TryGetLength(channel, count, out int length)
            ? ExtChannel.Find(channel->Private).TryRead(block, new Span<byte>(data, length)) : Ext2fsError.BadBlockNumber;

    private static nint WriteBlocks(Ext2fsChannel* channel, ulong block, int count, byte* data)
        => TryGetLength(channel, count, out int length)
            ? ExtChannel.Find(channel->Private).TryWrite(block, new ReadOnlySpan<byte>(data, length)) : Ext2fsError.BadBlockNumber;

    /// <summary>A count below zero is one of bytes, any other of blocks.</summary>
    private static bool TryGetLength(Ext2fsChannel* channel, int count, out int length)
    {
        long bytes = count < 0 ? -(long)count : (long)count * channel->BlockSize;
        length = (int)Math.Min(bytes, int.MaxValue);
        return bytes <= int.MaxValue;
    }
}
