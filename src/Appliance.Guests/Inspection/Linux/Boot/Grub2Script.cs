namespace Appliance.Guests.Inspection.Linux.Boot;

/// <summary>Finds the menu in a grub.cfg without running it: entries and submenus are blocks, the commands in them lines.</summary>
internal sealed class Grub2Script
{
    private readonly List<MenuEntry> _entries = [];
    private readonly Stack<Block> _blocks = new([new Block(["", "", ""])]);
    private MenuEntry? _current;

    private Grub2Script()
    {
    }

    /// <summary>The entries, in their order.</summary>
    public IReadOnlyList<MenuEntry> Entries => _entries;

    /// <summary>What the script sets the default to, as it is written; null where it does not.</summary>
    public string? Default { get; private set; }

    /// <summary>Whether entries of the Boot Loader Specification are added to the menu.</summary>
    public bool HasSpecifiedEntries { get; private set; }

    /// <summary>Whether another script is loaded: then this one is but the first step to it.</summary>
    public bool LoadsAnother { get; private set; }

    /// <summary>Reads a script.</summary>
    public static Grub2Script Read(IEnumerable<string> lines)
    {
        var script = new Grub2Script();
        foreach (string line in lines)
        {
            List<string> words = GrubWords.Split(line);
            if (words.Count > 0 && script._entries.Count < BootMenu.MostEntries)
            {
                script.Note(words);
            }
        }

        return script;
    }

    private void Note(List<string> words)
    {
        if (words[0] == "}")
        {
            _current = null;
            _ = _blocks.Count > 1 ? _blocks.Pop() : null;
        }
        else if (words[^1] == "{")
        {
            Open(words);
        }
        else if (_current is not null)
        {
            Grub2Commands.Note(_current, words);
        }
        else
        {
            NoteOutside(words);
        }
    }

    private void NoteOutside(List<string> words)
    {
        // The one that comes from grub-reboot counts only once.
        if (words is ["set", ['d', 'e', 'f', 'a', 'u', 'l', 't', '=', .. string value]] && value is not "${next_entry}")
        {
            Default = value;
        }

        HasSpecifiedEntries |= words[0] == "blscfg";
        LoadsAnother |= words[0] == "configfile";
    }

    private void Open(List<string> words)
    {
        Block parent = _blocks.Peek();
        if (words[0] is not ("menuentry" or "submenu") || words.Count < 3)
        {
            _blocks.Push(new Block(parent.Names));
            return;
        }

        string title = words[1];
        int id = words.FindIndex(word => word is "--id" or "$menuentry_id_option");
        string[] own = [parent.Count.ToString(), title, id > 0 && id + 1 < words.Count ? words[id + 1] : title];
        parent.Count++;
        string[] names = [.. own.Select((name, i) => parent.Names[i] + name)];
        if (words[0] == "menuentry")
        {
            _current = new MenuEntry(title, [.. names, .. own[1..]]);
            _entries.Add(_current);
        }

        _blocks.Push(new Block([.. names.Select(name => name + ">")]));
    }

    /// <summary>A block in braces: what stands before the names of its entries, and how many there are.</summary>
    private sealed class Block(string[] names)
    {
        public string[] Names { get; } = names;

        public int Count { get; set; }
    }
}
