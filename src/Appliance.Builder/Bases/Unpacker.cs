using System.IO.Compression;
using Appliance.Builder.Trees;
using Appliance.Formats;
using Appliance.Formats.IO.Zstd;

namespace Appliance.Builder.Bases;

/// <summary>Unpacks archives that are compressed, for what reads them here and there.</summary>
/// <param name="folder">Where to.</param>
/// <param name="most">Bytes of all that it may unpack: a few bytes can become any number.</param>
internal sealed class Unpacker(string folder, long most)
{
    private const int BufferSize = 1 << 20;

    private long _unpacked;
    private int _files;

    private static ReadOnlySpan<byte> GzipMagic => [0x1F, 0x8B];

    private static ReadOnlySpan<byte> ZstdMagic => [0x28, 0xB5, 0x2F, 0xFD];

    /// <summary>Gives the content of a file: itself where it is not compressed.</summary>
    /// <param name="packed">The file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="InvalidImageException">It is damaged.</exception>
    /// <exception cref="UnsupportedImageException">It is larger than is plausible; or it is zstd, and libzstd is missing.</exception>
    public async Task<FilePart> OpenAsync(FilePart packed, string name, CancellationToken cancellationToken)
    {
        await using Stream file = packed.Open();
        byte[] head = new byte[ZstdMagic.Length];
        int count = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        file.Position = 0;
        await using Stream? content = head.AsSpan(0, count).StartsWith(GzipMagic) ? new GZipStream(file, CompressionMode.Decompress)
            : head.AsSpan(0, count).SequenceEqual(ZstdMagic) ? new ZstdDecompressionStream(file, name) : null;
        return content is null ? packed : await UnpackAsync(content, name, cancellationToken);
    }

    private async Task<FilePart> UnpackAsync(Stream content, string name, CancellationToken cancellationToken)
    {
        string path = Path.Combine(folder, $"unpacked{++_files}.tar");
        await using (FileStream target = File.Create(path))
        {
            byte[] buffer = new byte[BufferSize];
            for (int count; (count = await ReadAsync(content, buffer, name, cancellationToken)) > 0;)
            {
                _unpacked += count;
                await target.WriteAsync(_unpacked <= most ? buffer.AsMemory(0, count)
                    : throw new UnsupportedImageException(name, $"unpacks to more than {most >> 20} MiB, which is more than four times what its disks hold"), cancellationToken);
            }
        }

        return FilePart.Whole(path);
    }

    private static async Task<int> ReadAsync(Stream content, byte[] buffer, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidImageException(name, $"is damaged: {e.Message}");
        }
    }
}
