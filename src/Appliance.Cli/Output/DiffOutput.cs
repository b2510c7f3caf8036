using Appliance.Converter.Differing;
using Appliance.Guests.FileSystems;

namespace Appliance.Cli.Output;

/// <summary>In what two packages differ, for people: + for what was added, - for what was removed, ~ for what was changed.</summary>
internal static class DiffOutput
{
    /// <summary>Writes it.</summary>
    public static void Write(SourceDifference result)
    {
        TextOutput.Line($"{result.Old} -> {result.New}: {(result.IsSame ? "no difference" : "they differ")}");
        foreach (MachineDifference machine in result.Machines.Where(machine => !machine.IsSame))
        {
            TextOutput.Line($"machine {machine.Machine}");
            Write("hardware", machine.Hardware, part => (part.Part, part.Old, part.New));
            Write("packages", machine.Packages, package => ($"{package.Name} ({package.Architecture})", package.OldVersion, package.NewVersion));
            Write("files", machine.Files, file => (file.Path, Describe(file.Old, file.New), Describe(file.New, file.Old)));
            if (machine.Problem is not null)
            {
                TextOutput.Line($"  packages and files could not be compared: {machine.Problem}");
            }
        }
    }

    private static void Write<T>(string title, IReadOnlyList<T> differences, Func<T, (string Name, string? Old, string? New)> show)
    {
        if (differences.Count > 0)
        {
            (string Name, string? Old, string? New)[] shown = [.. differences.Select(show)];
            TextOutput.Line($"  {title}: {shown.Count(each => each.Old is null)} added, {shown.Count(each => each.New is null)} removed, {shown.Count(each => each.Old is not null && each.New is not null)} changed");
            TextOutput.Lines(shown.Select(each => each switch
            {
                { Old: null } => $"    + {each.Name}: {each.New}",
                { New: null } => $"    - {each.Name}: {each.Old}",
                _ => $"    ~ {each.Name}: {each.Old} -> {each.New}",
            }));
        }
    }

    /// <summary>Of a file that is on both sides only what differs.</summary>
    private static string? Describe(FileState? file, FileState? other) => file is null ? null : string.Join(", ", new[]
    {
        file.Type == other?.Type ? null : file.Type.ToString().ToLowerInvariant(),
        file.Mode == other?.Mode ? null : file.Mode,
        file.Owner == other?.Owner && file.Group == other.Group ? null : $"{file.Owner}:{file.Group}",
        file.Size == other?.Size || file.Type != FileType.File ? null : $"{file.Size} bytes",
        file.Target == other?.Target ? null : $"to {file.Target}",
        file.Digest == other?.Digest ? null : $"sha256 {file.Digest}",
    }.OfType<string>());
}
