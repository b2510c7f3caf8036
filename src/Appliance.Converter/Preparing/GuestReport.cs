using Appliance.Formats.Machines;
using Appliance.Guests.Trees;

namespace Appliance.Converter.Preparing;

/// <summary>What a preparation did to the system of a machine. Its texts come from strangers in part: escape them.</summary>
public sealed record GuestReport
{
    /// <summary>The machine's name.</summary>
    public required string Machine { get; init; }

    /// <summary>Its identifier within the package.</summary>
    public required string MachineId { get; init; }

    /// <summary>The system that was found: <c>Debian GNU/Linux 12 (bookworm)</c>; null where none was.</summary>
    public string? System { get; init; }

    /// <summary>Whether it was prepared. Where not, its disks are copied as they are.</summary>
    public bool IsPrepared => Problem is null;

    /// <summary>Why it was not prepared; null where it was.</summary>
    public string? Problem { get; init; }

    /// <summary>What was done and why, in this order.</summary>
    public IReadOnlyList<string> Done { get; init; } = [];

    /// <summary>What may go wrong, with the way out.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What is still expected of the user.</summary>
    public IReadOnlyList<string> Expected { get; init; } = [];

    /// <summary>Every file that was changed.</summary>
    public IReadOnlyList<FileChange> Changes { get; init; } = [];

    internal static GuestReport NotPrepared(Machine machine, string problem)
        => new() { Machine = machine.Name, MachineId = machine.Id, Problem = problem };

    internal static GuestReport Of(PreparationContext context, string system) => new()
    {
        Machine = context.Machine.Name,
        MachineId = context.Machine.Id,
        System = system,
        Done = context.Texts(NoteKind.Did),
        Warnings = context.Texts(NoteKind.Warning),
        Expected = context.Texts(NoteKind.Expected),
        Changes = [.. context.Tree.Changes.GroupBy(change => change.Path).Select(Sum).OfType<FileChange>()],
    };

    /// <summary>All changes of a path as one; null where they come to nothing.</summary>
    private static FileChange? Sum(IEnumerable<FileChange> changes)
    {
        FileChange first = changes.First(), last = changes.Last();
        bool isUndone = first.OldDigest == last.NewDigest && last.Kind != ChangeKind.Linked && first.Kind != ChangeKind.Linked;
        ChangeKind kind = first.Kind == ChangeKind.Created && last.Kind == ChangeKind.Changed ? ChangeKind.Created : last.Kind;
        return isUndone ? null : last with { Kind = kind, OldDigest = first.OldDigest };
    }
}
