using System.Formats.Tar;
using System.IO.Compression;
using Appliance.Formats;

namespace Appliance.Converter.Preparing.Windows.Drivers;

/// <summary>Reads the files of a driver pack into memory, out of a folder or an archive.</summary>
internal sealed class DriverPackReader
{
    // The packs for one processor have some 20 files and 3 MB; with both, debug builds and installers some 100 MB.
    private const int MostFiles = 10_000;
    private const int MostDepth = 16;
    private const long MostBytes = 256L << 20;
    private const long MostBytesOfFile = 64L << 20;

    // What a package consists of; debug symbols and installers stay behind.
    private static readonly string[] Endings = [".inf", ".sys", ".cat", ".dll", ".exe"];

    private readonly string _path;
    private readonly List<DriverPackFile> _files = [];
    private int _seen;
    private long _bytes;

    private DriverPackReader(string path) => _path = path;

    /// <summary>The files of a pack, by their paths.</summary>
    /// <exception cref="ImageException">It is damaged, made to do harm, or no kind of pack that is read.</exception>
    public static IReadOnlyList<DriverPackFile> Read(string path)
    {
        var reader = new DriverPackReader(path);
        try
        {
            reader.Read();
        }
        catch (InvalidDataException error)
        {
            throw new InvalidImageException(path, offset: null, $"the archive is damaged: {error.Message}", error);
        }

        return [.. reader._files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private void Read()
    {
        if (Directory.Exists(_path))
        {
            ReadFolder();
            return;
        }

        using FileStream file = File.OpenRead(_path);
        Span<byte> start = stackalloc byte[4];
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        switch (start[..length])
        {
            case [(byte)'P', (byte)'K', 3 or 5, ..]:
                ReadZip(file);
                break;
            case [0x1F, 0x8B, ..]:
                using (var unpacked = new GZipStream(file, CompressionMode.Decompress))
                {
                    ReadTar(unpacked);
                }

                break;
            case var _ when _path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase):
                ReadTar(file);
                break;
            default:
                throw new UnsupportedImageException(_path, "is no folder, .zip, .tar or .tar.gz; unpack an .iso or .msi first (7z x, msiextract) and give the folder");
        }
    }

    private void ReadFolder()
    {
        // Links are not followed: they could lead anywhere.
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = MostDepth, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (string file in Directory.EnumerateFiles(_path, "*", options))
        {
            using FileStream content = File.OpenRead(file);
            Add(Path.GetRelativePath(_path, file).Replace(Path.DirectorySeparatorChar, '/'), content);
        }
    }

    private void ReadZip(Stream file)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Read);
        foreach (ZipArchiveEntry entry in archive.Entries.Where(entry => !entry.FullName.EndsWith('/')))
        {
            using Stream content = entry.Open();
            Add(entry.FullName, content);
        }
    }

    private void ReadTar(Stream file)
    {
        using var archive = new TarReader(file, leaveOpen: true);
        while (archive.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                Add(entry.Name, entry.DataStream ?? Stream.Null);
            }
        }
    }

    private void Add(string path, Stream content)
    {
        path = SafePath(path);
        if (++_seen > MostFiles)
        {
            throw new UnsupportedImageException(_path, $"holds more than {MostFiles} files; give a folder with the Xen PV drivers alone");
        }

        if (!Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
        {
            return;
        }

        byte[] bytes = ReadBounded(path, content);
        _files.Add(new DriverPackFile(path, bytes));
    }

    private byte[] ReadBounded(string path, Stream content)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[81920];
        for (int count; (count = content.Read(buffer)) > 0;)
        {
            _bytes += count;
            if (bytes.Length + count > MostBytesOfFile || _bytes > MostBytes)
            {
                throw new UnsupportedImageException($"{_path}:{path}", $"is too large for a driver: {MostBytesOfFile >> 20} MiB a file and {MostBytes >> 20} MiB a pack are read");
            }

            bytes.Write(buffer, 0, count);
        }

        return bytes.ToArray();
    }

    // The paths become paths in the guest.
    private string SafePath(string path)
    {
        string plain = path.Replace('\\', '/');
        plain = plain.StartsWith("./", StringComparison.Ordinal) ? plain[2..] : plain;
        bool isUnsafe = plain.StartsWith('/') || plain.Contains(':', StringComparison.Ordinal) || plain.Any(char.IsControl)
            || plain.Split('/').Any(part => part is "" or "." or "..");
        return !isUnsafe ? plain : throw new InvalidImageException(_path, $"a path in the archive leads out of it: {path}");
    }
}
