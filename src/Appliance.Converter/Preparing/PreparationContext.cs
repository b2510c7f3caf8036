using Appliance.Formats.Machines;
using Appliance.Guests.Trees;
using Appliance.Guests.Volumes;

namespace Appliance.Converter.Preparing;

/// <summary>What a step works on, and where it tells what it did.</summary>
/// <param name="Machine">The machine as it will be on Xen: its network cards keep their MAC addresses.</param>
/// <param name="Tree">The guest's files, in the overlay.</param>
/// <param name="Volumes">All volumes of the machine's disks.</param>
internal sealed record PreparationContext(Machine Machine, GuestTree Tree, VolumeSet Volumes)
{
    private readonly List<PreparationNote> _notes = [];

    /// <summary>Modules that go into the initramfs of a Linux beside those of Xen, by name.</summary>
    public IReadOnlyList<string> ExtraModules { get; init; } = [];

    /// <summary>Where temporary files go.</summary>
    public string SpoolFolder { get; init; } = Path.GetTempPath();

    /// <summary>What was told so far.</summary>
    public IReadOnlyList<PreparationNote> Notes => _notes;

    /// <summary>The sentences of one kind, in their order.</summary>
    public IReadOnlyList<string> Texts(NoteKind kind) => [.. _notes.Where(note => note.Kind == kind).Select(note => note.Text)];

    /// <summary>Tells what a step did and why, in a sentence: "xen-blkfront goes into the initramfs of 6.1.0-28-amd64".</summary>
    public void Did(string what) => _notes.Add(new PreparationNote(NoteKind.Did, what));

    /// <summary>Tells what is still expected of the user.</summary>
    public void Expect(string what) => _notes.Add(new PreparationNote(NoteKind.Expected, what));

    /// <summary>Tells what may go wrong on Xen, with the way out.</summary>
    public void Warn(string what) => _notes.Add(new PreparationNote(NoteKind.Warning, what));
}
