using System.Text;
using Appliance.Guests.FileSystems;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing.Linux.Texts;

/// <summary>
/// A text file of a guest that is edited line by line: every byte that is not meant stays, whatever its encoding and line
/// ends, since bytes are taken for the characters of Latin-1.
/// </summary>
internal sealed class GuestText
{
    // The largest configurations that are read here are grub.cfg and udev's rules: some 100 KB where there are many kernels or cards.
    private const int MostBytes = 4 << 20;

    private readonly List<TextLine> _lines = [];
    private bool _isChanged;

    private GuestText(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>How many lines it has.</summary>
    public int Count => _lines.Count;

    /// <summary>What its lines say, without their ends.</summary>
    public IEnumerable<string> Lines => _lines.Select(line => line.Content);

    /// <summary>What a line says; its end stays.</summary>
    public string this[int index]
    {
        get => _lines[index].Content;
        set
        {
            _isChanged |= _lines[index].Content != value;
            _lines[index] = _lines[index] with { Content = value };
        }
    }

    private string NewLine => _lines.Count > 0 && _lines[0].Ending.Length > 0 ? _lines[0].Ending : "\n";

    /// <summary>Reads a file; null where there is none.</summary>
    /// <exception cref="Formats.UnsupportedImageException">It is too large for a configuration.</exception>
    public static GuestText? Read(GuestTree tree, string path)
    {
        if (tree.ReadBytes(path, MostBytes) is not { } bytes)
        {
            return null;
        }

        var text = new GuestText(path);
        string rest = Encoding.Latin1.GetString(bytes);
        for (int at = 0; at < rest.Length;)
        {
            int feed = rest.IndexOf('\n', at);
            int end = feed < 0 ? rest.Length : feed + 1;
            int content = feed < 0 ? end : feed > at && rest[feed - 1] == '\r' ? feed - 1 : feed;
            text._lines.Add(new TextLine(rest[at..content], rest[content..end]));
            at = end;
        }

        return text;
    }

    /// <summary>A file of these lines that is not there yet.</summary>
    public static GuestText Of(string path, params IEnumerable<string> lines)
    {
        var text = new GuestText(path) { _isChanged = true };
        text._lines.AddRange(lines.Select(line => new TextLine(line, "\n")));
        return text;
    }

    /// <summary>Reads a file, or begins an empty one.</summary>
    public static GuestText ReadOrNew(GuestTree tree, string path) => Read(tree, path) ?? new GuestText(path);

    /// <summary>Changes what lines say.</summary>
    public void Edit(Func<string, string> edit)
    {
        for (int i = 0; i < Count; i++)
        {
            this[i] = edit(this[i]);
        }
    }

    /// <summary>Puts a line before another, or at the end, with the file's own line ends.</summary>
    public void Insert(int index, string content)
    {
        string newLine = NewLine;
        _isChanged = true;
        if (index > 0 && _lines[index - 1] is { Ending: "" } last)
        {
            _lines[index - 1] = last with { Ending = newLine };
            _lines.Insert(index, new TextLine(content, ""));
            return;
        }

        _lines.Insert(index, new TextLine(content, newLine));
    }

    /// <summary>Adds a line at the end.</summary>
    public void Append(string content) => Insert(Count, content);

    /// <summary>Takes away a line.</summary>
    public void RemoveAt(int index)
    {
        _isChanged = true;
        _lines.RemoveAt(index);
    }

    /// <summary>Takes away the lines for which something holds.</summary>
    public void RemoveAll(Predicate<string> matches) => _isChanged |= _lines.RemoveAll(line => matches(line.Content)) > 0;

    /// <summary>The first line for which something holds; -1 where it holds for none.</summary>
    public int IndexOf(Predicate<string> matches) => _lines.FindIndex(line => matches(line.Content));

    /// <summary>Writes what was changed; nothing where nothing was.</summary>
    /// <returns>Whether there was something to write.</returns>
    public bool Save(GuestTree tree, FileRights? rights = null)
    {
        bool wasChanged = _isChanged;
        if (wasChanged)
        {
            tree.Write(Path, ToBytes(), rights);
            _isChanged = false;
        }

        return wasChanged;
    }

    /// <summary>All bytes as they would be written.</summary>
    public byte[] ToBytes() => Encoding.Latin1.GetBytes(string.Concat(_lines.Select(line => line.Content + line.Ending)));
}
