namespace Appliance.Formats.Disks;

/// <summary>Adds up how far the copies of several disks are that go on side by side. Disks that follow one another are told one by one.</summary>
public sealed class CopySum
{
    private readonly Dictionary<string, CopyProgress> _disks = new(StringComparer.Ordinal);

    /// <summary>How many disks are added up.</summary>
    public int Count => _disks.Count;

    /// <summary>All of them together.</summary>
    public CopyProgress Total { get; private set; }

    /// <summary>Takes a report. Not to be called from several threads at a time; reports of one disk may come in any order.</summary>
    /// <param name="disk">The identifier of the disk.</param>
    /// <param name="at">How far it is.</param>
    /// <returns>Whether it begins a new sum, since what was added up before is all copied.</returns>
    public bool Add(string disk, CopyProgress at)
    {
        ArgumentNullException.ThrowIfNull(disk);
        bool isNew = !_disks.TryGetValue(disk, out CopyProgress known), isFirst = isNew && Total.Position >= Total.Length;
        if (isFirst)
        {
            _disks.Clear();
        }

        _disks[disk] = new CopyProgress(Math.Max(known.Position, at.Position), Math.Max(known.Length, at.Length), Math.Max(known.Copied, at.Copied));
        Total = new CopyProgress(_disks.Values.Sum(each => each.Position), _disks.Values.Sum(each => each.Length), _disks.Values.Sum(each => each.Copied));
        return isFirst;
    }
}
