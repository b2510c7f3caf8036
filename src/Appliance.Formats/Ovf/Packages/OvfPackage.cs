using Appliance.Formats.Disks;
using Appliance.Formats.Files;
using Appliance.Formats.IO;

namespace Appliance.Formats.Ovf;

/// <summary>
/// A descriptor with its files, checked as far as can be without reading disks: the proofs, the digest of the
/// descriptor, and that what it refers to is there, of the stated size and listed in the manifest.
/// </summary>
internal sealed class OvfPackage : IAsyncDisposable
{
    private readonly PackageProblems _problems;

    private OvfPackage(PackageFiles files, string descriptorName, OvfDescriptor descriptor, PackageProof proof, PackageProblems problems)
    {
        Files = files;
        DescriptorName = descriptorName;
        Descriptor = descriptor;
        HasManifest = proof.Manifest is not null;
        _problems = problems;
    }

    /// <summary>The files.</summary>
    public PackageFiles Files { get; }

    /// <summary>The descriptor's name.</summary>
    public string DescriptorName { get; }

    /// <summary>What the descriptor says.</summary>
    public OvfDescriptor Descriptor { get; }

    /// <summary>Whether there is anything to check the files against.</summary>
    public bool HasManifest { get; }

    /// <summary>Reads the descriptor and checks the package around it. Owns the folder, also where there is an error.</summary>
    /// <exception cref="ImageException">The package is damaged or refused.</exception>
    public static async ValueTask<OvfPackage> OpenAsync(
        IFileFolder folder, string descriptorName, PackageProblems problems, OvfReadOptions? options, CancellationToken cancellationToken)
    {
        descriptorName = RelativeName.Check(folder.Name, descriptorName);
        var files = new PackageFiles(folder, descriptorName);
        await using var opened = new Ownership<PackageFiles>(files);
        PackageProof proof = await PackageProof.ReadAsync(files, descriptorName, problems, cancellationToken);
        files.Watch(proof.Manifest ?? new Manifest(), problems);
        await files.VerifyAsync(descriptorName, problems, cancellationToken);
        OvfDescriptor descriptor = await ReadDescriptorAsync(files, descriptorName, options, cancellationToken);
        var package = new OvfPackage(files, descriptorName, descriptor, proof, problems);
        await package.CheckReferencesAsync(proof, cancellationToken);
        opened.Release();
        return package;
    }

    /// <summary>Reads what was not read yet, and checks all digests.</summary>
    public ValueTask VerifyAsync(CancellationToken cancellationToken) => Files.VerifyAllAsync(_problems, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Files.DisposeAsync();

    /// <summary>Reads a descriptor.</summary>
    /// <param name="files">Where it is.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="options">Which configuration to read.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">It is missing, damaged or refused.</exception>
    public static async ValueTask<OvfDescriptor> ReadDescriptorAsync(
        IFileFolder files, string name, OvfReadOptions? options, CancellationToken cancellationToken)
    {
        await using Disk file = await files.OpenAsync(name, cancellationToken)
            ?? throw new InvalidImageException(files.Name, $"holds no descriptor {name}");
        if (file.Length > OvfReader.MaxSize)
        {
            throw new InvalidImageException(file.Name, $"is {file.Length} bytes long; a descriptor has at most {OvfReader.MaxSize}");
        }

        byte[] xml = await file.ReadStructureAsync(0, (int)file.Length, "descriptor", cancellationToken);
        return OvfReader.Read(xml, file.Name, options);
    }

    private async ValueTask CheckReferencesAsync(PackageProof proof, CancellationToken cancellationToken)
    {
        if (HasManifest)
        {
            CheckListed(proof, DescriptorName);
        }

        foreach (OvfFile file in Descriptor.Files.Where(file => !OvfStoredFile.IsRemote(file)))
        {
            IReadOnlyList<string> parts = OvfStoredFile.PartsOf(file, Files);
            if (parts.Count == 0)
            {
                _problems.Warn("ovf-missing-file", DescriptorFile, $"refers to {RelativeName.Printable(file.Name)}, which is not in the package");
                continue;
            }

            if (HasManifest)
            {
                CheckListed(proof, [.. parts]);
            }

            await CheckSizeAsync(file, parts, cancellationToken);
        }
    }

    private string DescriptorFile => $"{Files.Name}:{DescriptorName}";

    private void CheckListed(PackageProof proof, params string[] names)
    {
        foreach (string name in names.Where(name => !Files.IsPromised(name)))
        {
            const string Problem = "is not listed in the manifest";
            if (proof.CoversAll)
            {
                _problems.Raise("ovf-manifest-unlisted", new InvalidImageException($"{Files.Name}:{name}", Problem));
            }
            else
            {
                _problems.Warn("ovf-manifest-unlisted", $"{Files.Name}:{name}", Problem);
            }
        }
    }

    /// <summary>
    /// A wrong size means a truncated file, unless a digest tells better: packers that replace a disk by hand correct
    /// the manifest and leave the size.
    /// </summary>
    private async ValueTask CheckSizeAsync(OvfFile file, IReadOnlyList<string> parts, CancellationToken cancellationToken)
    {
        long size = 0;
        foreach (string part in parts)
        {
            size += await Files.GetSizeAsync(part, cancellationToken);
        }

        if (file.Size is not { } declared || declared == size)
        {
            return;
        }

        string problem = $"has {size} bytes, the descriptor says {declared}";
        if (parts.All(Files.IsPromised))
        {
            _problems.Warn("ovf-size", $"{Files.Name}:{parts[0]}", problem);
        }
        else
        {
            _problems.Raise("ovf-size", new InvalidImageException($"{Files.Name}:{parts[0]}", problem));
        }
    }
}
