using System.Buffers.Binary;
using System.Text;
using Appliance.Testing.XapiHost.Http;
using Appliance.Testing.XapiHost.State;

namespace Appliance.Testing.XapiHost.Transfers;

/// <summary>
/// <c>GET /export_raw_vdi</c> with <c>format=vhd</c>: a dynamic VHD as vhd-tool makes it, or, with <c>base</c>, a differencing one that
/// holds what is other than in that VDI.
/// </summary>
/// <param name="head">The request.</param>
/// <param name="stream">The connection, which is closed afterwards.</param>
/// <param name="state">What the pool knows.</param>
internal sealed class VdiExport(RequestHead head, Stream stream, XapiState state)
{
    /// <summary>The path.</summary>
    public const string Path = "/export_raw_vdi";

    private const int Sector = 512, HeaderSize = 1024, TableOffset = 2048, BlockSize = 2 << 20, BitmapSize = BlockSize / Sector / 8;

    private string Task => head.Query.GetValueOrDefault("task_id", "");

    private string Base => head.Query.GetValueOrDefault("base", "");

    /// <summary>Sends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!state.Has("session", head.Session))
        {
            await stream.WriteAsync(HttpAnswer.Unauthorised("get_export_raw_vdi").ToBytes(keepsConnection: false), cancellationToken);
            return;
        }

        if (await Redirect.TryAsync(head, stream, state, cancellationToken))
        {
            return;
        }

        string vdi = head.Query.GetValueOrDefault("vdi", "");
        if (!state.Has("VDI", vdi) || (Base.Length > 0 && !state.Has("VDI", Base)) || head.Query.GetValueOrDefault("format") != "vhd")
        {
            state.EndTask(Task, () => throw new XapiFailure("HANDLE_INVALID", "VDI", vdi));
            await stream.WriteAsync(HttpAnswer.Failed("HANDLE_INVALID").ToBytes(keepsConnection: false), cancellationToken);
            return;
        }

        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nConnection: close\r\nCache-Control: no-cache, no-store\r\ntask-id:{Task}\r\ncontent-type: application/vhd\r\n\r\n"), cancellationToken);
        byte[] image = Compose(state.DiskOf(vdi), Base.Length > 0 ? state.DiskOf(Base) : null);
        int sent = (int)Math.Min(image.Length, state.StorageFailsAfter);
        await stream.WriteAsync(image.AsMemory(0, sent), cancellationToken);
        state.EndTask(Task, () => sent == image.Length ? "" : throw new XapiFailure("VDI_IO_ERROR", "Device I/O errors"));
    }

    private static byte[] Compose(byte[] disk, byte[]? before)
    {
        int entries = (disk.Length + BlockSize - 1) / BlockSize, next = TableOffset + ((entries * sizeof(uint)) + Sector - 1) / Sector * Sector;
        byte[] table = new byte[next - TableOffset], footer = FooterOf(disk.Length, isDelta: before is not null);
        table.AsSpan().Fill(byte.MaxValue);
        using var image = new MemoryStream();
        image.Write(footer);
        image.Write(HeaderOf(entries));
        image.Write(new byte[TableOffset - image.Length]);
        image.Write(table);
        for (int block = 0; block < entries; block++)
        {
            byte[] data = new byte[BlockSize], below = new byte[BlockSize], bitmap = new byte[BitmapSize];
            disk.AsSpan(block * BlockSize, Math.Min(BlockSize, disk.Length - (block * BlockSize))).CopyTo(data);
            before?.AsSpan(block * BlockSize, Math.Min(BlockSize, before.Length - (block * BlockSize))).CopyTo(below);
            for (int sector = 0; sector < BlockSize / Sector; sector++)
            {
                if (!data.AsSpan(sector * Sector, Sector).SequenceEqual(below.AsSpan(sector * Sector, Sector)))
                {
                    bitmap[sector / 8] |= (byte)(0x80 >> (sector % 8));
                }
            }

            if (bitmap.AsSpan().ContainsAnyExcept((byte)0))
            {
                BinaryPrimitives.WriteUInt32BigEndian(table.AsSpan(block * sizeof(uint)), (uint)(image.Length / Sector));
                image.Write(bitmap);
                image.Write(data);
            }
        }

        image.Write(footer);
        byte[] bytes = image.ToArray();
        table.CopyTo(bytes, TableOffset);
        return bytes;
    }

    private static byte[] FooterOf(long size, bool isDelta)
    {
        byte[] footer = new byte[Sector];
        "conectix"u8.CopyTo(footer);
        BinaryPrimitives.WriteUInt32BigEndian(footer.AsSpan(8), 2);
        BinaryPrimitives.WriteUInt32BigEndian(footer.AsSpan(12), 0x10000);
        BinaryPrimitives.WriteInt64BigEndian(footer.AsSpan(16), Sector);
        "caml"u8.CopyTo(footer.AsSpan(28));
        BinaryPrimitives.WriteInt64BigEndian(footer.AsSpan(40), size);
        BinaryPrimitives.WriteInt64BigEndian(footer.AsSpan(48), size);
        BinaryPrimitives.WriteUInt32BigEndian(footer.AsSpan(60), isDelta ? 4u : 3u);
        footer[68] = 1; // an identity
        BinaryPrimitives.WriteUInt32BigEndian(footer.AsSpan(64), ~(uint)footer.Sum(value => value));
        return footer;
    }

    private static byte[] HeaderOf(int entries)
    {
        byte[] header = new byte[HeaderSize];
        "cxsparse"u8.CopyTo(header);
        header.AsSpan(8, 8).Fill(byte.MaxValue);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(16), TableOffset);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(24), 0x10000);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(28), entries);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(32), BlockSize);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(36), ~(uint)header.Sum(value => value));
        return header;
    }
}
