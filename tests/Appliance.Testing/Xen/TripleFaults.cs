namespace Appliance.Testing.Xen;

/// <summary>
/// Counts the guests that a triple fault ended, on all hosts of this process. QEMU's emulation does that to them now and then,
/// whatever they run, and xl starts them anew: see tests/xenhost/README.md. Xen tells of each on its console.
/// </summary>
internal static class TripleFaults
{
    private const string Told = "Triple fault - invoking HVM shutdown";

    private static readonly Lock Guard = new();
    private static readonly HashSet<string> Consoles = [];
    private static int _past;

    /// <summary>How many there have been so far.</summary>
    public static int Count
    {
        get
        {
            lock (Guard)
            {
                return _past + Consoles.Sum(CountIn);
            }
        }
    }

    /// <summary>A host writes to this file from now on.</summary>
    public static void Follow(string console)
    {
        lock (Guard)
        {
            Consoles.Add(console);
        }
    }

    /// <summary>The host has ended; its file may go.</summary>
    public static void Leave(string console)
    {
        lock (Guard)
        {
            _past += Consoles.Remove(console) ? CountIn(console) : 0;
        }
    }

    private static int CountIn(string console)
    {
        using var file = new FileStream(console, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        int count = 0;
        while (reader.ReadLine() is { } line)
        {
            count += line.Contains(Told, StringComparison.Ordinal) ? 1 : 0;
        }

        return count;
    }
}
