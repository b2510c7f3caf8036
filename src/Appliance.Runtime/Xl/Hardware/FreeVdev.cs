namespace Appliance.Runtime.Xl.Hardware;

/// <summary>Finds the name of a disk more.</summary>
internal static class FreeVdev
{
    private const int Letters = 26;

    // What the oldest of the PV block drivers count up to.
    private const int MostDisks = 256;

    /// <summary>
    /// The first name that no disk of the machine has and whose place is free. A guest sees hda and xvda as the same disk, so
    /// one takes the other's letter. It is never one of IDE: a running guest cannot be given such a disk.
    /// </summary>
    /// <param name="vdevs">The machine's disks, and the disc with its OVF environment.</param>
    /// <param name="isTaken">Whether something lies where the disk of a name would be: one that was taken off and kept.</param>
    /// <returns>Null where the machine can take no more.</returns>
    public static string? Find(IEnumerable<string> vdevs, Func<string, bool> isTaken)
    {
        HashSet<string> letters = [.. vdevs.Select(LettersOf)];
        return Enumerable.Range(0, MostDisks)
            .Select(Suffix)
            .Where(suffix => !letters.Contains(suffix))
            .Select(suffix => $"xvd{suffix}")
            .FirstOrDefault(vdev => !isTaken(vdev));
    }

    private static string LettersOf(string vdev) => vdev.StartsWith("xvd", StringComparison.Ordinal) ? vdev[3..] : vdev.Length > 2 ? vdev[2..] : vdev;

    private static string Suffix(int index) => (index < Letters ? "" : Suffix((index / Letters) - 1)) + (char)('a' + (index % Letters));
}
