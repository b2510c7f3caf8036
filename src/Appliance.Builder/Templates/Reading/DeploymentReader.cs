using Appliance.Formats.Machines;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads the ways to deploy an appliance.</summary>
internal static class DeploymentReader
{
    private const int MostOptions = 32;

    /// <summary>Reads them; the first one is the default where none is said to be.</summary>
    /// <param name="root">The template.</param>
    /// <param name="key">The key they stand under.</param>
    public static IReadOnlyList<DeploymentOption> Read(MapReader root, string key)
    {
        DeploymentOption[] options = [.. root.Maps(key).Select(Read)];
        if (options.Length > MostOptions || options.Count(option => option.IsDefault) > 1)
        {
            throw root.Find(key)!.Error($"there are {MostOptions} options at most, and one default among them");
        }

        if (options.GroupBy(option => option.Id).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw root.Find(key)!.Error($"two options are called {twice.Key}");
        }

        return options.Any(option => option.IsDefault) ? options : [.. options.Select((option, index) => option with { IsDefault = index == 0 })];
    }

    private static DeploymentOption Read(MapReader map)
    {
        var option = new DeploymentOption(TemplateName.Of(map.Demand("id")), map.Text("label")?.Value, map.Text("description")?.Value, map.Flag("default") ?? false);
        map.End();
        return option;
    }
}
