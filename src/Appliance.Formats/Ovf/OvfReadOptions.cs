namespace Appliance.Formats.Ovf;

/// <summary>What the reader of descriptors takes from its caller.</summary>
public sealed class OvfReadOptions
{
    /// <summary>The defaults.</summary>
    public static OvfReadOptions Default { get; } = new();

    /// <summary>Id of the deployment configuration to read; null for the package's default.</summary>
    public string? Configuration { get; init; }

    /// <summary>Language of the message bundle to prefer; default American English, as in the specification.</summary>
    public string Language { get; init; } = "en-US";
}
