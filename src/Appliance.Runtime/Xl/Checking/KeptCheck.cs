using Appliance.Runtime.Xl.Records;

namespace Appliance.Runtime.Xl.Checking;

/// <summary>Disks that were kept on purpose when they were taken off a machine, or outlived it.</summary>
internal static class KeptCheck
{
    /// <summary>What all kept disks are told with.</summary>
    public const string WayOut = "attach --existing-disk gives it to a machine; remove it by hand where nobody wants it";

    /// <summary>What there is; each is only a note.</summary>
    public static async Task<IReadOnlyList<Leftover>> FindAsync(XlContext host, CancellationToken cancellationToken) =>
        [.. (await KeptDisks.ListAsync(host, cancellationToken)).Select(path => new Leftover("kept", path, $"was kept; {WayOut}") { IsNote = true })];
}
