namespace Appliance.Testing.Guests;

/// <summary>A key of a <see cref="HiveBuilder"/>.</summary>
internal sealed class HiveKey(string name)
{
    public string Name => name;

    public SortedDictionary<string, HiveKey> Keys { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, (int Type, byte[] Data)> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

    public HiveKey At(string path)
    {
        HiveKey key = this;
        foreach (string part in path.Split('\\', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!key.Keys.TryGetValue(part, out HiveKey? child))
            {
                key.Keys[part] = child = new HiveKey(part);
            }

            key = child;
        }

        return key;
    }
}
