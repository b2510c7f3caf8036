using Appliance.Runtime.Hosts;

namespace Appliance.Runtime.Federation;

/// <summary>
/// The storage that disks find room in, as an import counts it: where a disk takes its whole size at once, all of it has to be free;
/// elsewhere they fit as long as they stay sparse.
/// </summary>
/// <param name="Storage">The storage.</param>
/// <param name="IsCertain">Whether there is room for all of them, however full they get.</param>
internal sealed record StorageRoom(StorageReport Storage, bool IsCertain)
{
    /// <summary>What import calls it: by its UUID where its name may be another's, too.</summary>
    public string Pool => Storage.Uuid is { } uuid ? $"{uuid}" : Storage.Name;

    /// <summary>Finds the best: where there is room for certain, then the one that is taken where none is named, then the one with most room.</summary>
    /// <param name="storages">The storages of a host.</param>
    /// <param name="wanted">Name or UUID of the one that the user wants; null for any.</param>
    /// <param name="size">Bytes of all disks.</param>
    /// <returns>Null where there is none.</returns>
    public static StorageRoom? Find(IReadOnlyList<StorageReport> storages, string? wanted, long size)
        => Usable(storages, wanted).Select(storage => new StorageRoom(storage, storage.Free >= size))
            .Where(room => room.IsCertain || !room.Storage.TakesWholeSize)
            .OrderByDescending(room => room.IsCertain).ThenByDescending(room => room.Storage.IsDefault).ThenByDescending(room => room.Storage.Free)
            .ThenBy(room => room.Storage.Name, StringComparer.Ordinal).ThenBy(room => room.Storage.Uuid)
            .FirstOrDefault();

    /// <summary>Why there is none.</summary>
    public static string RefusalOf(IReadOnlyList<StorageReport> storages, string? wanted, long size)
    {
        string[] rooms = [.. Usable(storages, wanted).Select(storage => $"{ByteText.Of(storage.Free)} free in {storage.Name}")];
        return rooms.Length == 0 ? $"has no storage {wanted ?? "that could be used"}" : $"has {string.Join(", ", rooms)}, and {ByteText.Of(size)} are needed at once";
    }

    private static IEnumerable<StorageReport> Usable(IReadOnlyList<StorageReport> storages, string? wanted)
        => storages.Where(storage => !storage.IsForDiscs && storage.Problem is null && (wanted is null || storage.Name == wanted || storage.Uuid?.ToString() == wanted));
}
