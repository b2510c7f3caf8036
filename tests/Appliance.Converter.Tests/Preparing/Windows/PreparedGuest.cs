using Appliance.Converter.Preparing;
using Appliance.Converter.Preparing.Windows;
using Appliance.Converter.Preparing.Windows.Drivers;
using Appliance.Formats.Machines;
using Appliance.Guests.Inspection;
using Appliance.Guests.Trees;
using Appliance.Guests.Volumes;
using Appliance.Testing;
using Appliance.Testing.Guests;

namespace Appliance.Converter.Tests.Preparing.Windows;

/// <summary>A guest of tests, and what preparing made of it.</summary>
internal sealed class PreparedGuest : IDisposable
{
    private readonly MemoryFileSystem _files;
    private readonly GuestTree _tree;
    private readonly TemporaryFolder _folder = new();

    /// <summary>A guest that is not prepared yet.</summary>
    public PreparedGuest(WindowsGuest guest)
    {
        _files = guest.Build();
        _tree = new GuestTree(_files);
    }

    /// <summary>What was told.</summary>
    public IReadOnlyList<PreparationNote> Notes { get; private set; } = [];

    /// <summary>What was changed.</summary>
    public IReadOnlyList<FileChange> Changes => _tree.Changes;

    /// <summary>The machine it is prepared for.</summary>
    public Machine Machine { get; init; } = new() { Id = "web01", Name = "web01" };

    /// <summary>Prepares it.</summary>
    public WindowsNeeds Prepare(bool withPack = true)
    {
        var context = new PreparationContext(Machine, _tree, new VolumeSet([], []));
        WindowsNeeds needs = WindowsPreparation.Run(context, WindowsInspector.Inspect(_tree)!, withPack ? DriverPack.Open(FakeDriverPack.Write(_folder)) : null);
        Notes = context.Notes;
        return needs;
    }

    /// <summary>The SYSTEM hive, by another reader.</summary>
    public SortedDictionary<string, string> System => Hive("SYSTEM");

    /// <summary>The SOFTWARE hive, by another reader.</summary>
    public SortedDictionary<string, string> Software => Hive("SOFTWARE");

    /// <summary>Whether a file is there.</summary>
    public bool Has(string path) => _tree.HasFile(path);

    /// <summary>The text of a file.</summary>
    public string Text(string path) => _files.Text(path);

    public void Dispose()
    {
        _tree.Dispose();
        _folder.Dispose();
    }

    private SortedDictionary<string, string> Hive(string name)
    {
        using var content = new MemoryStream();
        using Stream file = _tree.OpenRead("/Windows/System32/config/" + name)!;
        file.CopyTo(content);
        return HiveReader.Read(content.ToArray());
    }
}
