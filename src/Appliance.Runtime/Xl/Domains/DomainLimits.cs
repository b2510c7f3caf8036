using System.Text.Json;
using Appliance.Runtime.Shell;

namespace Appliance.Runtime.Xl.Domains;

/// <summary>How far a domain can be resized while it runs: what it was started with, and what its saved memory is of.</summary>
/// <param name="Cpus">Processors at most.</param>
/// <param name="Memory">Bytes at most.</param>
internal sealed record DomainLimits(int Cpus, long Memory)
{
    private const long KiB = 1024;

    /// <summary>Asks for those of a domain.</summary>
    /// <exception cref="HostException">The domain is gone.</exception>
    public static async Task<DomainLimits> ReadAsync(IHostShell shell, int domain, CancellationToken cancellationToken)
    {
        ShellResult result = await shell.RunAsync(FormattableString.Invariant($"xl list -l {domain}"), cancellationToken);
        return Parse(result.Demand("read what the domain was started with"))
            ?? throw new HostException(shell.Name, "xl list -l says nothing of processors and memory that could be understood");
    }

    /// <summary>Reads what <c>xl list -l</c> prints of one domain, or what xl writes before a saved memory.</summary>
    /// <returns>Null where it is not that.</returns>
    internal static DomainLimits? Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement domain = document.RootElement is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? list[0] : document.RootElement;
            return Find(Find(domain, "config") ?? domain, "b_info") is { } info
                && Number(info, "max_memkb") is > 0 and < long.MaxValue / KiB and var memory
                ? new DomainLimits((int)Math.Clamp(Number(info, "max_vcpus") ?? 1, 1, int.MaxValue), memory * KiB)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Find(JsonElement element, string name)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement found) ? found : null;

    private static long? Number(JsonElement element, string name)
        => Find(element, name) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt64(out long number) ? number : null;
}
