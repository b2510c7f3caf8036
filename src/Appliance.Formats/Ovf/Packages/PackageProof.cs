using Appliance.Formats.Disks;

namespace Appliance.Formats.Ovf;

/// <summary>What a package brings to prove that it is whole: manifests, and the signature of one of them.</summary>
internal sealed class PackageProof
{
    // An OVA of 100,000 members with names of 100 bytes; VMware's own packages stay below 10 KiB.
    private const int MaxManifestSize = 16 << 20;
    private const int MaxCertificateSize = 1 << 20;

    private readonly PackageProblems _problems;
    private readonly Dictionary<string, byte[]> _manifests = new(StringComparer.Ordinal);

    private PackageProof(PackageProblems problems) => _problems = problems;

    /// <summary>The entries of all manifests; null where there is none.</summary>
    public Manifest? Manifest { get; private set; }

    /// <summary>
    /// Whether the manifest claims to list all files: it is named after the descriptor, as the specification has it, or
    /// it is signed. Others (one beside each disk, as some packers make them) promise only what they list.
    /// </summary>
    public bool CoversAll { get; private set; }

    /// <summary>Whether there is a signature that holds, whoever gave it.</summary>
    private bool IsSigned { get; set; }

    /// <summary>Reads manifests and certificate, and checks the signature.</summary>
    public static async ValueTask<PackageProof> ReadAsync(
        PackageFiles files, string descriptorName, PackageProblems problems, CancellationToken cancellationToken)
    {
        var proof = new PackageProof(problems);
        string own = Path.ChangeExtension(descriptorName, ".mf");
        foreach (string name in NamesOf(files, own))
        {
            await proof.TakeManifestAsync(files, name, isOwn: name == own, cancellationToken);
        }

        foreach (string name in NamesOf(files, Path.ChangeExtension(descriptorName, ".cert")))
        {
            await proof.TakeCertificateAsync(files, name, cancellationToken);
        }

        if (problems.Trusted is not null && !proof.IsSigned)
        {
            problems.Raise("ovf-unsigned", new InvalidImageException(files.Name, "has no signature that holds, and one by somebody who is trusted is wanted"));
        }

        return proof;
    }

    /// <summary>The file beside the descriptor, and in an archive all of that kind.</summary>
    private static IEnumerable<string> NamesOf(PackageFiles files, string own)
        => files.FileNames.Where(name => name.EndsWith(Path.GetExtension(own), StringComparison.OrdinalIgnoreCase))
            .Concat(files.Exists(own) && files.FileNames.Count == 0 ? [own] : []);

    private static async ValueTask<byte[]> ReadAsync(PackageFiles files, string name, int maxSize, CancellationToken cancellationToken)
    {
        await using Disk file = await files.OpenAsync(name, cancellationToken)
            ?? throw new InvalidImageException(files.Name, $"{name} vanished while the package was read");
        return file.Length <= maxSize
            ? await file.ReadStructureAsync(0, (int)file.Length, "content", cancellationToken)
            : throw new InvalidImageException(file.Name, $"is {file.Length} bytes long; more than {maxSize} is no manifest or certificate");
    }

    private async ValueTask TakeManifestAsync(PackageFiles files, string name, bool isOwn, CancellationToken cancellationToken)
    {
        byte[] content = await ReadAsync(files, name, MaxManifestSize, cancellationToken);
        try
        {
            Manifest one = Manifest.Parse(content, $"{files.Name}:{name}");
            (Manifest ??= new Manifest()).Include(one, $"{files.Name}:{name}");
            CoversAll |= isOwn;
        }
        catch (InvalidImageException e)
        {
            _problems.Raise("ovf-manifest", e);
        }

        _manifests.Add(name, content);
    }

    private async ValueTask TakeCertificateAsync(PackageFiles files, string name, CancellationToken cancellationToken)
    {
        byte[] content = await ReadAsync(files, name, MaxCertificateSize, cancellationToken);
        try
        {
            using CertificateFile certificate = CertificateFile.Parse(content, $"{files.Name}:{name}");
            CheckSignature(files, certificate, $"{files.Name}:{name}");
        }
        catch (ImageException e)
        {
            _problems.Raise("ovf-signature", e);
        }
    }

    private void CheckSignature(PackageFiles files, CertificateFile certificate, string file)
    {
        if (files.Locate(certificate.ManifestName) is not { } name || !_manifests.TryGetValue(name, out byte[]? manifest))
        {
            throw new InvalidImageException(file, $"signs {certificate.ManifestName}, which is no manifest of this package");
        }

        certificate.Verify(manifest);
        CoversAll = true;
        IsSigned = true;
        switch (certificate.FindDistrust(_problems.Trusted))
        {
            case null:
                _problems.TellSigner(file, certificate.Signer);
                break;
            case { } reason when _problems.Trusted is null:
                _problems.Warn("ovf-signer", file, $"signed by {certificate.Signer}, whom this machine does not trust: {reason}");
                break;
            case { } reason:
                throw new InvalidImageException(file, $"signed by {certificate.Signer}, who is not trusted here: {reason}");
        }
    }
}
