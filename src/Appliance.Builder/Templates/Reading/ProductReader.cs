using Appliance.Builder.Templates.Parts;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads what a buyer sees.</summary>
/// <param name="files">Finds files of the template.</param>
internal sealed class ProductReader(TemplateFiles files)
{
    /// <summary>Reads it.</summary>
    public ProductChoice Read(MapReader? map)
    {
        if (map is null)
        {
            return new ProductChoice();
        }

        string? prefix = map.Text("class")?.Value;
        var product = new ProductChoice
        {
            Name = map.Text("name")?.Value,
            Vendor = map.Text("vendor")?.Value,
            Url = map.Text("url")?.Value,
            Class = prefix,
            Properties = [.. map.Maps("properties").Select(new PropertyReader(prefix).Read)],
            Licences = [.. map.Texts("licences").Select(TextOf)],
        };
        map.End();
        return product.Properties.GroupBy(property => property.Key).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw map.Find("properties")!.Error($"two properties have the key {twice.Key}") : product;
    }

    private string TextOf(TemplateText name)
    {
        string path = files.Locate(name);
        return File.Exists(path) ? File.ReadAllText(path) : throw name.Error($"{name.Value} is a folder, and a licence is a file");
    }
}
