using System.Text.RegularExpressions;
using Appliance.Formats;

namespace Appliance.Runtime.Xl.Snapshots;

/// <summary>Names that snapshots can have. They become part of the names of files and volumes.</summary>
internal static partial class SnapshotNames
{
    /// <summary>Refuses a name that cannot be one.</summary>
    /// <exception cref="HostException">It cannot; the message tells what can.</exception>
    public static void Demand(string host, string name)
    {
        if (!Valid().IsMatch(name))
        {
            throw new HostException(host, $"\"{name}\" cannot be the name of a snapshot: those have letters, digits, dash and underscore, at most 32, and a letter or digit first");
        }

        // "web.xvda" of a machine "web" and a disk of a machine "web.xvda" must not be one volume.
        if (Disk().IsMatch(name))
        {
            throw new HostException(host, $"\"{name}\" cannot be the name of a snapshot, since disks are called so");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}\z", RegexOptions.CultureInvariant, MatchLimit.Milliseconds)]
    private static partial Regex Valid();

    [GeneratedRegex(@"^(xvd|hd|sd)[a-z]{1,3}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit.Milliseconds)]
    private static partial Regex Disk();
}
