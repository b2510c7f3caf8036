using System.Text;
using Appliance.Formats;

namespace Appliance.Guests.Volumes.Lvm;

/// <summary>
/// Reads the text in which LVM keeps a volume group: <c>name = value</c> and <c>name { ... }</c>, where a value is a number,
/// a string in quotes, or a list of these; <c>#</c> starts a comment (lvm.conf(5) describes the syntax).
/// </summary>
internal sealed class LvmParser
{
    private readonly string _file;
    private readonly string _text;
    private int _at;
    private int _items;

    private LvmParser(string file, string text)
    {
        _file = file;
        _text = text;
    }

    /// <summary>Reads a text.</summary>
    /// <param name="file">What messages call it.</param>
    /// <param name="text">The text; zeros at its end are its end.</param>
    /// <exception cref="InvalidImageException">It is no such text, or too much of one.</exception>
    public static LvmSection Parse(string file, string text)
    {
        var parser = new LvmParser(file, text.TrimEnd('\0'));
        var root = new LvmSection(file, "");
        parser.ReadSection(root, depth: 0);
        return root;
    }

    private void ReadSection(LvmSection section, int depth)
    {
        Check(depth <= LvmLimits.MostDepth, "is nested too deeply");
        while (Peek() is var next && next != '\0' && next != '}')
        {
            string name = next == '"' ? ReadString() : ReadWord();
            Count();
            if (Skip('{'))
            {
                var inner = new LvmSection(_file, name);
                ReadSection(inner, depth + 1);
                Check(Skip('}'), "ends within a section");
                section.Sections[name] = inner;
            }
            else
            {
                Check(Skip('='), "has a name without a value");
                section.Values[name] = ReadValue();
            }
        }

        Check(depth > 0 || Peek() == '\0', "closes a section that was not opened");
    }

    private List<string> ReadValue()
    {
        if (!Skip('['))
        {
            return [ReadAtom()];
        }

        var list = new List<string>();
        while (!Skip(']'))
        {
            list.Add(ReadAtom());
            Check(Skip(',') || Peek() == ']', "has a list without an end");
        }

        return list;
    }

    private string ReadAtom()
    {
        Count();
        return Peek() == '"' ? ReadString() : ReadWord();
    }

    private string ReadWord()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-' or '.' or '+' or '/'))
        {
            _at++;
        }

        Check(_at > start, "has an unexpected character");
        return _text[start.._at];
    }

    private string ReadString()
    {
        var value = new StringBuilder();
        for (_at++; _at < _text.Length && _text[_at] != '"'; _at++)
        {
            // A backslash stands before a quote or another one.
            _at += _text[_at] == '\\' && _at + 1 < _text.Length ? 1 : 0;
            value.Append(_text[_at]);
        }

        Check(_at < _text.Length, "ends within a string");
        _at++;
        return value.ToString();
    }

    private bool Skip(char wanted)
    {
        bool isThere = Peek() == wanted;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    /// <summary>The next character that is no blank and in no comment; zero at the end.</summary>
    private char Peek()
    {
        while (_at < _text.Length && (char.IsWhiteSpace(_text[_at]) || _text[_at] == '#'))
        {
            int line = _text[_at] == '#' ? _text.IndexOf('\n', _at) : _at;
            _at = line < 0 ? _text.Length : line + 1;
        }

        return _at < _text.Length ? _text[_at] : '\0';
    }

    private void Count() => Check(++_items <= LvmLimits.MostItems, $"has more than {LvmLimits.MostItems} items");

    private void Check(bool isTrue, string problem)
    {
        if (!isTrue)
        {
            throw new InvalidImageException(_file, $"LVM metadata {problem} (character {_at})");
        }
    }
}
