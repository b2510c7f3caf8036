using Appliance.Builder.Templates.Parts;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads what is switched on and off.</summary>
internal static class ServiceReader
{
    /// <summary>Reads it.</summary>
    public static ServiceChoice Read(MapReader? map)
    {
        if (map is null)
        {
            return new ServiceChoice([], [], []);
        }

        var services = new ServiceChoice([.. map.Texts("enable").Select(UnitOf)], [.. map.Texts("disable").Select(UnitOf)], [.. map.Texts("mask").Select(UnitOf)]);
        map.End();
        return services;
    }

    private static string UnitOf(TemplateText text)
        => text.Value.Contains('.', StringComparison.Ordinal) && !text.Value.Contains('/', StringComparison.Ordinal)
            ? text.Value : throw text.Error($"a unit has its kind behind its name, such as nginx.service; {text.Value} has none");
}
