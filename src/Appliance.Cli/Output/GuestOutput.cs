using Appliance.Converter.Preparing;
using Appliance.Guests.Trees;

namespace Appliance.Cli.Output;

/// <summary>Prints for people what was done to guests.</summary>
internal static class GuestOutput
{
    // Enough of a digest to compare by eye; JSON has all of it.
    private const int ShownDigits = 12;

    /// <summary>Every change, before anything is made.</summary>
    public static void WritePlan(GuestReport guest)
    {
        Write(guest, guest.IsPrepared ? "is prepared:" : "is kept as it is:");
        foreach (FileChange change in guest.Changes)
        {
            TextOutput.Line($"    {Name(change.Kind),-8} {change.Path}  {Shorten(change.OldDigest)} -> {Shorten(change.NewDigest)}");
        }
    }

    /// <summary>What was done, when it is.</summary>
    public static void WriteResult(GuestReport guest)
        => Write(guest, guest.IsPrepared ? $"was prepared, {guest.Changes.Count} files changed:" : "was kept as it was:");

    private static void Write(GuestReport guest, string what)
    {
        TextOutput.Line($"  {guest.Machine}: {guest.System ?? "the guest"} {what}");
        foreach (string sentence in guest.Problem is { } problem ? [problem] : guest.Done)
        {
            TextOutput.Line($"    {sentence}");
        }
    }

    private static string Name(ChangeKind kind) => kind switch
    {
        ChangeKind.Created => "new",
        ChangeKind.Changed => "changed",
        ChangeKind.Linked => "link",
        _ => "deleted",
    };

    private static string Shorten(string? digest) => digest?[..ShownDigits] ?? "-";
}
