using System.Globalization;
using System.IO.Compression;
using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;

namespace Appliance.Formats.Ovf;

/// <summary>Opens a file of the References section: whole or in chunks, plain or packed with gzip.</summary>
internal static class OvfStoredFile
{
    // DSP0243: chunks are numbered with nine digits.
    private const int ChunkDigits = 9;

    // As many as an OVA may have members; a folder could hold any number.
    private const int MaxChunks = 100_000;

    /// <summary>Whether the file is not in the package, but somewhere on a network.</summary>
    public static bool IsRemote(OvfFile file) => file.Href.Contains("://", StringComparison.Ordinal);

    /// <summary>The files of the package that hold it, in order; none where it is missing.</summary>
    /// <exception cref="InvalidImageException">The name leads out of the package.</exception>
    public static IReadOnlyList<string> PartsOf(OvfFile file, PackageFiles files)
    {
        if (file.ChunkSize is null)
        {
            // Some of VMware's exports name a single piece as if it were a chunk, and do not say so.
            return (files.Locate(file.Name) ?? files.Locate(file.Href) ?? files.Locate(ChunkName(file, 0))) is { } name ? [name] : [];
        }

        var parts = new List<string>();
        while (parts.Count < MaxChunks && files.Locate(ChunkName(file, parts.Count)) is { } chunk)
        {
            parts.Add(chunk);
        }

        return parts;
    }

    /// <summary>Opens the file's content.</summary>
    /// <exception cref="InvalidImageException">It is missing, or in pieces that do not fit.</exception>
    /// <exception cref="UnsupportedImageException">It is not in the package, or in too many pieces.</exception>
    public static async ValueTask<Disk> OpenAsync(OvfFile file, PackageFiles files, ReadOptions options, CancellationToken cancellationToken)
    {
        RefuseRemote(file, files);
        Disk stored = await OpenPartsAsync(file, files, cancellationToken);
        if (file.Compression == OvfFileCompression.None)
        {
            return stored;
        }

        await using (stored)
        {
            options.Warn($"{stored.Name}: is packed with gzip, and is unpacked to {options.SpoolFolder} to be read");
            await using var content = new GZipStream(new DiskStream(stored), CompressionMode.Decompress);
            return await Spool.UnpackAsync(content, stored.Name, options, cancellationToken);
        }
    }

    private static async ValueTask<Disk> OpenPartsAsync(OvfFile file, PackageFiles files, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> names = PartsOf(file, files);
        CheckNumber(file, names.Count, files);
        var parts = new List<Disk>();
        foreach (string name in names)
        {
            parts.Add(await files.OpenAsync(name, cancellationToken) ?? throw Missing(files, name));
        }

        for (int i = 0; i < parts.Count - 1; i++)
        {
            CheckWholeChunk(file, parts[i].Name, parts[i].Length);
        }

        return parts.Count == 1 ? parts[0] : new ConcatDisk($"{files.Name}:{file.Name}", parts);
    }

    /// <summary>Refuses a chunk that others follow and that is not as long as a chunk.</summary>
    public static void CheckWholeChunk(OvfFile file, string name, long length)
    {
        if (length != file.ChunkSize)
        {
            throw new InvalidImageException(name, $"has {length} bytes; a chunk that is not the last one has {file.ChunkSize}");
        }
    }

    /// <summary>Whether a file of the package is this file, or a chunk of it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">A name in the package.</param>
    /// <param name="files">The package, as far as it is known.</param>
    public static bool IsPart(OvfFile file, string name, PackageFiles files)
    {
        if (file.ChunkSize is null)
        {
            return PartsOf(file, files) is [{ } whole] && whole == name;
        }

        int dot = name.LastIndexOf('.');
        return name.Length - dot - 1 == ChunkDigits
            && int.TryParse(name.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && files.Locate(ChunkName(file, number)) == name;
    }

    /// <summary>Refuses a file that is somewhere on a network.</summary>
    /// <exception cref="UnsupportedImageException">It is.</exception>
    public static void RefuseRemote(OvfFile file, PackageFiles files)
    {
        if (IsRemote(file))
        {
            throw new UnsupportedImageException(files.Name, $"refers to {RelativeName.Printable(file.Href)}; download it and put its file name into the descriptor");
        }
    }

    /// <summary>Refuses a file that is missing, or there in more or other pieces than the descriptor explains.</summary>
    /// <param name="file">The file.</param>
    /// <param name="count">Parts that were found.</param>
    /// <param name="files">Where.</param>
    public static void CheckNumber(OvfFile file, int count, PackageFiles files)
    {
        if (count == 0)
        {
            throw Missing(files, file.ChunkSize is null ? file.Name : ChunkName(file, 0));
        }

        if (count == MaxChunks)
        {
            throw new UnsupportedImageException(files.Name, $"{file.Name} is in more than {MaxChunks} chunks");
        }

        if (file is { ChunkSize: > 0 and var chunk, Size: { } size } && count * (decimal)chunk < size)
        {
            throw Missing(files, ChunkName(file, count));
        }

        if (file.ChunkSize is null && files.Locate(file.Name) is null && files.Exists(ChunkName(file, 1)))
        {
            throw new UnsupportedImageException(files.Name, $"{file.Name} is there in several pieces that the descriptor does not explain; snapshots have to be consolidated before the export");
        }
    }

    private static InvalidImageException Missing(PackageFiles files, string name)
        => new(files.Name, $"refers to {RelativeName.Printable(name)}, which is not in the package");

    /// <summary>The name of a chunk.</summary>
    public static string ChunkName(OvfFile file, int number)
        => $"{file.Name}.{number.ToString(CultureInfo.InvariantCulture).PadLeft(ChunkDigits, '0')}";
}
