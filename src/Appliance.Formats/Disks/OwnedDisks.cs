namespace Appliance.Formats.Disks;

/// <summary>Disks that are opened one after the other to become one: all are closed, unless they were handed over.</summary>
internal sealed class OwnedDisks : IAsyncDisposable
{
    private readonly List<Disk> _disks = [];

    /// <summary>How many there are.</summary>
    public int Count => _disks.Count;

    /// <summary>Takes one more.</summary>
    public void Add(Disk disk) => _disks.Add(disk);

    /// <summary>Takes what was made from the last one, and has it for its own.</summary>
    public void WrapLast(Disk disk) => _disks[^1] = disk;

    /// <summary>Hands all of them to what is made of them, which closes them from then on.</summary>
    public Disk HandTo(Func<IReadOnlyList<Disk>, Disk> make)
    {
        Disk made = make(_disks);
        _disks.Clear();
        return made;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Disk disk in _disks)
        {
            await disk.DisposeAsync();
        }
    }
}
