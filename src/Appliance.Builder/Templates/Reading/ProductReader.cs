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

        var product = new ProductChoice
        {
            Name = map.Text("name")?.Value,
            Vendor = map.Text("vendor")?.Value,
            Url = map.Text("url")?.Value,
            Licences = [.. map.Texts("licences").Select(text => File.ReadAllText(files.Locate(text)))],
        };
        map.End();
        return product;
    }
}
