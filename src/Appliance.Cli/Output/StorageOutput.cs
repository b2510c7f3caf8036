using Appliance.Runtime.Hosts;

namespace Appliance.Cli.Output;

/// <summary>Prints the storage of a host, for people or as JSON.</summary>
internal static class StorageOutput
{
    /// <summary>What host storage shows.</summary>
    public static void Write(IReadOnlyList<StorageReport> storages, bool json)
    {
        if (json)
        {
            JsonOutput.Write(storages, JsonTypes.Default.IReadOnlyListStorageReport);
            return;
        }

        foreach (StorageReport storage in storages)
        {
            TextOutput.Line($"{storage.Name}: {string.Join(", ", Words(storage))}");
        }
    }

    private static IEnumerable<string> Words(StorageReport storage)
    {
        yield return storage.Type;
        yield return storage.Problem ?? $"{Bytes.Show(storage.Free)} free of {Bytes.Show(storage.Size)}";
        if (storage.IsShared)
        {
            yield return "shared";
        }

        if (storage.IsForDiscs)
        {
            yield return "for discs";
        }

        if (storage.IsDefault)
        {
            yield return "default";
        }

        yield return $"{storage.Uuid}{storage.Location}";
    }
}
