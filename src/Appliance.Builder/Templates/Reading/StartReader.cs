using Appliance.Formats.Machines;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads when a machine starts among the others of an appliance.</summary>
internal static class StartReader
{
    private const int LongestDelay = 3600;

    /// <summary>Reads it.</summary>
    /// <param name="map">What is said of it; null for nothing.</param>
    /// <param name="order">Its order where none is said.</param>
    public static StartRule Read(MapReader? map, int order)
    {
        var rule = new StartRule
        {
            Order = map?.Number("order", 0, ushort.MaxValue) ?? order,
            StartDelay = TimeSpan.FromSeconds(map?.Number("delay", 0, LongestDelay) ?? 0),
            StopDelay = TimeSpan.FromSeconds(map?.Number("stop_delay", 0, LongestDelay) ?? 0),
            WaitsForGuest = map?.Flag("wait") ?? false,
        };
        map?.End();
        return rule;
    }
}
