using System.Text.Json;

namespace Appliance.Runtime.Federation;

/// <summary>The claims of a tenant: files in a folder of the user's, beside the hosts. A claim holds as long as the process lives that has locked its sign.</summary>
/// <param name="folder">The folder, which need not be there yet.</param>
/// <param name="time">The clock.</param>
public sealed class QuotaClaims(string folder, TimeProvider time)
{
    private const string Claim = ".json";
    private const string Sign = ".alive";

    // EWOULDBLOCK of flock, and ERROR_SHARING_VIOLATION.
    private const int LinuxHeld = 11;
    private const int MacHeld = 35;
    private const int WindowsHeld = unchecked((int)0x80070020);

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(50);

    /// <summary>The claims of a tenant beside a file of hosts.</summary>
    /// <param name="bookPath">The file of hosts.</param>
    /// <param name="tenant">The tenant's name.</param>
    public static QuotaClaims Beside(string bookPath, string tenant) => new(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(bookPath))!, "claims", tenant), TimeProvider.System);

    /// <summary>Waits until nobody else counts and claims for this tenant, and keeps all others from it until what it gives is disposed.</summary>
    public async Task<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        FileStream? held;
        while ((held = TryLock(Path.Combine(folder, "lock"), FileMode.OpenOrCreate)) is null)
        {
            await Task.Delay(BetweenTries, time, cancellationToken);
        }

        return held;
    }

    /// <summary>What is claimed by those who live. What others have left is removed.</summary>
    public IReadOnlyList<ClaimedMachine> Read() => !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder, $"*{Claim}").ToArray().SelectMany(ReadOne)];

    /// <summary>Claims. Only who holds the lock may.</summary>
    internal QuotaClaim Add(IReadOnlyList<ClaimedMachine> machines)
    {
        string path = Path.Combine(folder, $"{Guid.NewGuid():N}{Claim}");
        FileStream sign = TryLock(Path.ChangeExtension(path, Sign), FileMode.CreateNew)!;
        // Whole or not at all: a dry run reads without the lock.
        string unfinished = $"{path}.new";
        File.WriteAllBytes(unfinished, JsonSerializer.SerializeToUtf8Bytes(machines, ClaimJson.Default.IReadOnlyListClaimedMachine));
        File.Move(unfinished, path);
        return new QuotaClaim(path, sign);
    }

    private static IReadOnlyList<ClaimedMachine> ReadOne(string path)
    {
        string sign = Path.ChangeExtension(path, Sign);
        using FileStream? dead = TryLock(sign, FileMode.OpenOrCreate);
        if (dead is not null)
        {
            File.Delete(path);
            File.Delete(sign);
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ClaimJson.Default.IReadOnlyListClaimedMachine) ?? [];
        }
        catch (FileNotFoundException)
        {
            // It has just been given up.
            return [];
        }
    }

    /// <returns>The file, locked; null where another holds it.</returns>
    private static FileStream? TryLock(string path, FileMode mode)
    {
        try
        {
            return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult is LinuxHeld or MacHeld or WindowsHeld)
        {
            return null;
        }
    }
}
