using Appliance.Builder.Templates.Parts;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads what cloud-init is told.</summary>
internal static class CloudInitReader
{
    // What hosts with Xen give: the properties of a package, what Xen Orchestra attaches, OpenStack's drive.
    private static readonly string[] Usual = ["OVF", "NoCloud", "ConfigDrive", "None"];

    /// <summary>Reads it; null where nothing is said.</summary>
    public static CloudInitChoice? Read(MapReader? map)
    {
        if (map is null)
        {
            return null;
        }

        string[] sources = [.. map.Texts("datasources").Select(NameOf)];
        string? data = map.Text("user_data") is { } text ? DataOf(text) : null;
        map.End();
        return new CloudInitChoice(sources.Length > 0 ? sources : Usual, data);
    }

    private static string NameOf(TemplateText text) => text.Value.Length > 0 && text.Value.All(char.IsAsciiLetterOrDigit)
        ? text.Value : throw text.Error($"a source of data is called as cloud-init calls it, such as NoCloud; {text.Value} is none");

    private static string DataOf(TemplateText text) => text.Value.StartsWith('#')
        ? text.Value : throw text.Error("user data begins with its kind: #cloud-config, or #! and an interpreter");
}
