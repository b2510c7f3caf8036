using System.Text.Json;
using Appliance.Formats.Verification;

namespace Appliance.Builder.Trust.Verifying;

/// <summary>Reads the JSON documents that tell of a build.</summary>
internal static class ProofFile
{
    // A desktop of 5,000 packages takes some 5 MiB.
    private const int MaxSize = 256 << 20;

    /// <summary>Reads what is wanted of one; the default, and a finding, where it is not of the expected form.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The file.</param>
    /// <param name="code">What to call the finding.</param>
    /// <param name="findings">Takes it.</param>
    /// <param name="read">Reads; throws <see cref="FormatException"/> where something is not as it has to be.</param>
    public static T? Read<T>(string folder, string name, string code, FindingList findings, Func<JsonElement, T> read)
    {
        try
        {
            string path = Path.Combine(folder, name);
            using JsonDocument document = new FileInfo(path).Length <= MaxSize ? JsonDocument.Parse(File.ReadAllBytes(path)) : throw new FormatException($"has more than {MaxSize} bytes");
            return read(document.RootElement);
        }

        // The wrong kind of value is an InvalidOperationException of the framework, a missing one a KeyNotFoundException.
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            findings.Error(code, name, offset: null, $"is not the document that its name promises: {e.Message}");
            return default;
        }
    }

    /// <summary>Checks a text.</summary>
    /// <exception cref="FormatException">It is another.</exception>
    public static void Demand(JsonElement document, string key, string value)
    {
        string? found = document.GetProperty(key).GetString();
        if (found != value)
        {
            throw new FormatException($"{key} is {found}, not {value}");
        }
    }
}
