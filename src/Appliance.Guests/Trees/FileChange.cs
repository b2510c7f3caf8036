namespace Appliance.Guests.Trees;

/// <summary>One thing that was changed in a guest.</summary>
/// <param name="Path">The path in the guest, links resolved.</param>
/// <param name="Kind">What was done.</param>
/// <param name="OldDigest">SHA-256 of the content before, in hex; null where there was no file.</param>
/// <param name="NewDigest">SHA-256 of the content after, in hex; null where there is no file.</param>
public sealed record FileChange(string Path, ChangeKind Kind, string? OldDigest, string? NewDigest);
