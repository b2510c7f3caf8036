using Appliance.Builder.Building;
using Appliance.Builder.Templates;
using Appliance.Builder.Trust;
using Appliance.Cli.Commands.Options;
using Appliance.Formats.Verification;

namespace Appliance.Cli.Commands.Building;

/// <summary>What a build writes beside its outputs, so that others can tell what is in them and that they are whole.</summary>
/// <param name="template">What is built.</param>
/// <param name="folder">The folder of the outputs.</param>
/// <param name="sbom">Which bills of materials.</param>
/// <param name="signing">Whose signature.</param>
/// <param name="builder">Who builds: a URI.</param>
internal sealed class BuildProofs(Template template, string folder, SbomOptions sbom, SigningOptions signing, string builder)
{
    private readonly ProofFolder _folder = new(folder, $"{template.Name}-{template.Version}");

    /// <summary>The names of what will be written.</summary>
    /// <exception cref="UsageException">There is no such bill of materials.</exception>
    public IEnumerable<string> Names => sbom.Extensions.Append(Provenance.Extension).Concat(BuildManifest.Extensions(signing.Key is not null)).Select(_folder.PathOf).Select(_folder.NameOf);

    /// <summary>What may be there of an earlier build. All of it goes when this one is written: an old signature beside new digests would be taken for a forgery.</summary>
    public IEnumerable<string> Paths => SbomOptions.AllExtensions.Append(Provenance.Extension).Concat(BuildManifest.Extensions(isSigned: true)).Select(_folder.PathOf);

    /// <summary>Writes it.</summary>
    /// <param name="built">What was built.</param>
    /// <param name="outputs">Its packages and images, as full paths.</param>
    /// <param name="formats">The formats of those.</param>
    /// <param name="signer">Who signs; null for nobody.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>What was written, as full paths, with sizes in bytes.</returns>
    public async Task<IReadOnlyDictionary<string, long>> WriteAsync(BuiltAppliance built, IEnumerable<string> outputs, IEnumerable<string> formats, OpenSslSigner? signer, CancellationToken cancellationToken)
    {
        Paths.ToList().ForEach(File.Delete);
        await sbom.WriteAsync(BillOf(built), _folder, cancellationToken);
        IReadOnlyDictionary<string, string> digests = await DigestAsync(outputs, cancellationToken);
        var provenance = new Provenance(template, [.. built.Machines.Select(machine => machine.BaseDigest)], FileTargetOptions.ReadTimestamp(), Program.Version)
        {
            Builder = builder,
            Formats = [.. formats],
            Subjects = digests.ToDictionary(pair => _folder.NameOf(pair.Key), pair => pair.Value),
            Byproducts = (await DigestAsync(_folder.Written.Keys, cancellationToken)).ToDictionary(pair => _folder.NameOf(pair.Key), pair => pair.Value),
        };
        await _folder.WriteAsync(Provenance.Extension, await ProvenanceStatement.WriteAsync(provenance, cancellationToken), cancellationToken);
        await BuildManifest.WriteAsync(digests, _folder, signer, cancellationToken);
        return _folder.Written;
    }

    private static async Task<IReadOnlyDictionary<string, string>> DigestAsync(IEnumerable<string> files, CancellationToken cancellationToken)
    {
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in files)
        {
            digests[file] = await ChecksumFile.DigestAsync(file, cancellationToken);
        }

        return digests;
    }

    private BillOfMaterials BillOf(BuiltAppliance built) => new(template.Name, template.Version, [.. built.Machines.Select(machine => machine.Software)], FileTargetOptions.ReadTimestamp(), Program.Version)
    {
        Description = template.Description,
        Vendor = template.Product.Vendor,
    };
}
