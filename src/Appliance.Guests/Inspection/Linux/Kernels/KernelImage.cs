namespace Appliance.Guests.Inspection.Linux.Kernels;

/// <summary>A file that is a kernel.</summary>
/// <param name="Path">Its path in the guest.</param>
/// <param name="Suffix">What names it: <c>6.1.0-28-amd64</c>, <c>linux-lts</c>, <c>0-rescue-...</c>; empty where it has no other name than vmlinuz.</param>
/// <param name="IsUnified">Whether it is an EFI program with everything in it.</param>
internal sealed record KernelImage(string Path, string Suffix, bool IsUnified = false)
{
    /// <summary>Whether it is kept for when the others do not start, and is no better than them otherwise.</summary>
    public bool IsSpare => Suffix.Contains("rescue", StringComparison.Ordinal) || Suffix.Contains("fallback", StringComparison.Ordinal)
        || Suffix.EndsWith(".old", StringComparison.Ordinal);
}
