namespace Appliance.Formats.Machines;

/// <summary>A product that is installed in a machine, and the settings it takes (OVF ProductSection).</summary>
public sealed record Product
{
    /// <summary>Prefix of the properties' keys.</summary>
    public string? Class { get; init; }

    /// <summary>Suffix of the properties' keys, where one product is there twice.</summary>
    public string? Instance { get; init; }

    /// <summary>Product name.</summary>
    public string? Name { get; init; }

    /// <summary>Who makes it.</summary>
    public string? Vendor { get; init; }

    /// <summary>Short version.</summary>
    public string? Version { get; init; }

    /// <summary>Full version.</summary>
    public string? FullVersion { get; init; }

    /// <summary>Address of the product.</summary>
    public string? ProductUrl { get; init; }

    /// <summary>Address of the vendor.</summary>
    public string? VendorUrl { get; init; }

    /// <summary>Address of the running application.</summary>
    public string? ApplicationUrl { get; init; }

    /// <summary>The settings, in the package's order.</summary>
    public IReadOnlyList<ProductProperty> Properties { get; init; } = [];
}
