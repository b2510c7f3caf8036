namespace Appliance.Builder.Templates;

/// <summary>What a template was read from. Nothing of a secret is in it but its name.</summary>
public sealed record TemplateOrigin
{
    /// <summary>The file that it begins with, relative to its folder.</summary>
    public string File { get; init; } = TemplateReader.FileName;

    /// <summary>Profiles that were laid over it, in this order.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>The values of all parameters that are no secrets, defaults too, by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>The names of its secrets.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Files and folders that it was read from or names, as full paths.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}
