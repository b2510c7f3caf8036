using Appliance.Formats;
using Appliance.Guests.Initramfs.Compression;

namespace Appliance.Guests.Initramfs;

/// <summary>
/// What is in an initramfs, as Linux reads it (init/initramfs.c): cpio archives one after the other, each plain or
/// compressed, with zeros between them. No content is kept.
/// </summary>
public sealed class InitramfsReader : IDisposable
{
    // A generic image with all firmware has some 500 MiB; a compressed file of a few KiB can claim any number.
    private const long MostUnpacked = 2L << 30;

    // A rich image has some 10,000 members; each costs an allocation here.
    private const int MostEntries = 1_000_000;

    // Microcode, an overlay, the image itself, an appended one: four. Each costs a decompressor here.
    private const int MostSegments = 64;

    private readonly Stream _source;
    private readonly string _name;
    private ArchiveInput _input;
    private SegmentStream? _segment;
    private CpioReader? _archive;
    private long _unpacked;
    private int _segments;
    private int _entries;

    /// <summary>Reads from where <paramref name="source"/> stands.</summary>
    /// <param name="source">Can seek; stays open.</param>
    /// <param name="name">What messages call the file.</param>
    public InitramfsReader(Stream source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        _name = name;
        _input = OfSource();
    }

    /// <summary>How the archive at hand is compressed.</summary>
    public InitramfsCompression Compression { get; private set; }

    /// <summary>Which archive is at hand, from 1.</summary>
    public int Archive { get; private set; }

    /// <summary>The next member of any archive; null at the end.</summary>
    /// <exception cref="InvalidImageException">The file is damaged, or unpacks to more than any initramfs has.</exception>
    /// <exception cref="UnsupportedImageException">A segment is compressed, or archived, in a way that is not read.</exception>
    /// <exception cref="MissingToolException">A library that decompresses it is not installed.</exception>
    public CpioEntry? Next()
    {
        while (true)
        {
            if (_archive?.Next() is { } entry)
            {
                return ++_entries <= MostEntries ? entry : throw _input.Damaged($"has more than {MostEntries} members");
            }

            _archive = null;
            if (!StartArchive())
            {
                return null;
            }
        }
    }

    /// <summary>The content of the member at hand, once.</summary>
    /// <param name="limit">Most bytes it may have.</param>
    /// <exception cref="InvalidImageException">It has more, or the file is damaged.</exception>
    public byte[] ReadContent(int limit)
        => _archive is null ? throw new InvalidOperationException("There is no member at hand.") : _archive.ReadContent(limit);

    /// <summary>The content of a regular file as the guest will see it: that of the last member of this name; null where there is none.</summary>
    /// <param name="source">An initramfs; can seek, stays open.</param>
    /// <param name="name">What messages call the initramfs.</param>
    /// <param name="path">The file's path, without a slash in front.</param>
    /// <param name="limit">Most bytes it may have.</param>
    public static byte[]? ReadFile(Stream source, string name, string path, int limit)
    {
        using var reader = new InitramfsReader(source, name);
        byte[]? content = null;
        (int Archive, uint Inode)? found = null;
        while (reader.Next() is { } entry)
        {
            // Of hard links only the last has the content.
            bool isLink = content is [] && entry.Length > 0 && found == (reader.Archive, entry.Inode);
            if (entry.IsFile && (entry.Name == path || isLink))
            {
                content = reader.ReadContent(limit);
                found = (reader.Archive, entry.Inode);
            }
        }

        return content;
    }

    /// <summary>Ends reading; the source stays open.</summary>
    public void Dispose() => _segment?.Dispose();

    private bool StartArchive()
    {
        while (true)
        {
            _input.SkipZeros();
            ReadOnlySpan<byte> magic = _input.Peek(CpioFormat.MagicSize);
            if (magic.IsEmpty && _segment is null)
            {
                return false;
            }

            if (magic.IsEmpty)
            {
                CloseSegment();
            }
            else if (magic.SequenceEqual(CpioFormat.Magic) || magic.SequenceEqual(CpioFormat.ChecksumMagic))
            {
                Archive++;
                _archive = new CpioReader(_input);
                return true;
            }
            else
            {
                OpenSegment(magic);
            }
        }
    }

    private void OpenSegment(ReadOnlySpan<byte> magic)
    {
        if (magic.SequenceEqual(CpioFormat.OldMagic) || CpioFormat.IsBinary(magic))
        {
            throw new UnsupportedImageException(_name, "holds a cpio archive of an old format, which Linux does not unpack");
        }

        if (_segment is not null || SegmentFormat.Detect(magic) is not { } compression)
        {
            throw _input.Damaged("neither a cpio archive nor a known compression");
        }

        if (++_segments > MostSegments)
        {
            throw _input.Damaged($"has more than {MostSegments} compressed segments");
        }

        _source.Position = _input.Position;
        Compression = compression;
        try
        {
            _segment = SegmentFormat.Open(_source, compression, _name);
        }
        catch (InvalidDataException e)
        {
            throw _input.Damaged(e.Message, e);
        }

        _input = new ArchiveInput(_segment, _name, _unpacked, MostUnpacked);
    }

    private void CloseSegment()
    {
        _unpacked = _input.Position;
        _segment!.Dispose();
        _segment = null;
        Compression = InitramfsCompression.None;
        _input = OfSource();
    }

    private ArchiveInput OfSource() => new(_source, _name, _source.Position, MostUnpacked);
}
