using Appliance.Formats.Machines;

namespace Appliance.Builder.Templates.Parts;

/// <summary>What a buyer sees of an appliance.</summary>
public sealed record ProductChoice
{
    /// <summary>What it is called.</summary>
    public string? Name { get; init; }

    /// <summary>Who makes it.</summary>
    public string? Vendor { get; init; }

    /// <summary>Where there is more about it.</summary>
    public string? Url { get; init; }

    /// <summary>What the keys of its properties begin with; null for nothing.</summary>
    public string? Class { get; init; }

    /// <summary>What a user can say when it is deployed.</summary>
    public IReadOnlyList<ProductProperty> Properties { get; init; } = [];

    /// <summary>Licences to be accepted before use: their texts.</summary>
    public IReadOnlyList<string> Licences { get; init; } = [];
}
