using Appliance.Builder.Trust;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Options;

/// <summary>Which bills of materials a build writes.</summary>
internal sealed class SbomOptions
{
    private const string None = "none";

    private static readonly (string Name, string Extension, Func<BillOfMaterials, byte[]> Write)[] Formats =
    [
        ("spdx", ".spdx.json", SpdxDocument.Write),
        ("cyclonedx", ".cdx.json", CycloneDxDocument.Write),
    ];

    /// <summary>Formats.</summary>
    [Option("--sbom <FORMATS>", "Bills of materials to write beside the outputs, with commas between: spdx, cyclonedx, or none; default both.", CommandOptionType.SingleValue)]
    public string Sbom { get; set; } = string.Join(',', Formats.Select(format => format.Name));

    /// <summary>What the names of files of any format end with.</summary>
    public static IEnumerable<string> AllExtensions => Formats.Select(format => format.Extension);

    /// <summary>What the names of the files that will be written end with.</summary>
    /// <exception cref="UsageException">There is no such format.</exception>
    public IEnumerable<string> Extensions => Chosen.Select(format => format.Extension);

    private IEnumerable<(string Name, string Extension, Func<BillOfMaterials, byte[]> Write)> Chosen => Sbom == None ? [] : Sbom.Split(',').Select(Find);

    /// <summary>Writes them.</summary>
    public async Task WriteAsync(BillOfMaterials bill, ProofFolder folder, CancellationToken cancellationToken)
    {
        foreach ((_, string extension, Func<BillOfMaterials, byte[]> write) in Chosen)
        {
            await folder.WriteAsync(extension, write(bill), cancellationToken);
        }
    }

    private static (string, string, Func<BillOfMaterials, byte[]>) Find(string name)
    {
        int at = Array.FindIndex(Formats, format => format.Name == name);
        return at >= 0 ? Formats[at] : throw new UsageException($"--sbom {name}: there is no such format ({string.Join(", ", Formats.Select(format => format.Name))}, {None})");
    }
}
