using Appliance.Builder.Building;
using Appliance.Builder.Templates;
using Appliance.Builder.Trust;
using Appliance.Cli.Commands.Options;
using Appliance.Formats.Verification;

namespace Appliance.Cli.Commands;

/// <summary>What a build writes beside its outputs, so that others can tell what is in them and that they are whole.</summary>
/// <param name="template">What is built.</param>
/// <param name="folder">The folder of the outputs.</param>
/// <param name="sbom">Which bills of materials.</param>
/// <param name="signing">Whose signature.</param>
internal sealed class BuildProofs(Template template, string folder, SbomOptions sbom, SigningOptions signing)
{
    private readonly ProofFolder _folder = new(folder, $"{template.Name}-{template.Version}");

    /// <summary>What will be written.</summary>
    /// <exception cref="UsageException">There is no such bill of materials.</exception>
    public IEnumerable<string> Paths => sbom.Extensions.Concat(BuildManifest.Extensions(signing.Key is not null)).Select(_folder.PathOf);

    /// <summary>Writes it.</summary>
    /// <param name="built">What was built.</param>
    /// <param name="outputs">Its packages and images, as full paths.</param>
    /// <param name="signer">Who signs; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>What was written, as full paths, with sizes in bytes.</returns>
    public async Task<IReadOnlyDictionary<string, long>> WriteAsync(BuiltAppliance built, IEnumerable<string> outputs, OpenSslSigner? signer, CancellationToken cancellationToken)
    {
        await sbom.WriteAsync(BillOf(built), _folder, cancellationToken);
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string output in outputs)
        {
            digests[output] = await ChecksumFile.DigestAsync(output, cancellationToken);
        }

        await BuildManifest.WriteAsync(digests, _folder, signer, cancellationToken);
        return _folder.Written;
    }

    private BillOfMaterials BillOf(BuiltAppliance built) => new(template.Name, template.Version, built.Software, FileTargetOptions.ReadTimestamp(), Program.Version)
    {
        Description = template.Description,
        Vendor = template.Product.Vendor,
    };
}
