using Appliance.Cli.Output;
using Appliance.Converter.Sources;
using Appliance.Converter.Sources.Http;
using Appliance.Formats;
using Appliance.Formats.Detection;
using Appliance.Formats.Verification;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Options;

/// <summary>What there is to say about a source: a file, a pipe or a URL.</summary>
internal sealed class SourceReadingOptions
{
    /// <summary>The source's format.</summary>
    [Option("--from <FORMAT>", "Take the source for this format instead of looking at its bytes: raw, vmdk, vhd, vhdx, qcow2, ova, ovf, xva.", CommandOptionType.SingleValue)]
    public string? From { get; set; }

    /// <summary>The OVF configuration.</summary>
    [Option("--configuration <ID>", "The deployment option of an OVF to take.", CommandOptionType.SingleValue)]
    public string? Configuration { get; set; }

    /// <summary>Backing files.</summary>
    [Option("--backing <FILE>", "The backing file under a QCOW2 source, which its header alone does not open. Repeatable, from the source's parent downwards.", CommandOptionType.MultipleValue)]
    public string[] BackingFiles { get; set; } = [];

    /// <summary>Whether proofs may fail.</summary>
    [Option("--allow-unverified", "Accept a package whose manifest or signature does not match.", CommandOptionType.NoValue)]
    public bool AllowUnverified { get; set; }

    /// <summary>Largest disk.</summary>
    [Option("--max-disk-size <SIZE>", "Refuse larger virtual disks; default 64T.", CommandOptionType.SingleValue)]
    public string? MaxDiskSize { get; set; }

    /// <summary>Certificates.</summary>
    [Option("--ca-file <FILE>", "Certificates (PEM) of authorities to trust besides the system's, for https sources.", CommandOptionType.SingleValue)]
    public string? CertificateAuthorityFile { get; set; }

    /// <summary>What the user says about the source.</summary>
    /// <exception cref="UsageException">There is no such format.</exception>
    public SourceOptions Source => new()
    {
        From = FindFormat(From, "--from"),
        Configuration = Configuration,
        BackingFiles = BackingFiles,
    };

    /// <summary>The options of the readers.</summary>
    /// <param name="spoolFolder">Where compressed containers are unpacked to.</param>
    /// <param name="warn">Takes warnings.</param>
    /// <param name="trusted">Whose signature is wanted; null where none is.</param>
    /// <param name="signed">Takes who signed, where he is trusted.</param>
    /// <exception cref="UsageException">A size cannot be read.</exception>
    public ReadOptions Read(string spoolFolder, Action<string> warn, TrustedSigners? trusted = null, Action<string, string>? signed = null) => new()
    {
        Trusted = trusted,
        Signed = signed ?? (static (_, _) => { }),
        AllowUnverified = AllowUnverified,
        MaxDiskSize = MaxDiskSize is null ? ReadOptions.Default.MaxDiskSize : Bytes.Parse(MaxDiskSize, "--max-disk-size"),
        SpoolFolder = spoolFolder,
        Warn = warn,
    };

    /// <summary>What opens sources.</summary>
    public SourceOpener Opener(ReadOptions options) => new(options, new HttpSourceOptions { CertificateAuthorityFile = CertificateAuthorityFile, Warn = options.Warn });

    /// <summary>Reads the name of a format.</summary>
    /// <exception cref="UsageException">There is no such format.</exception>
    public static ImageFormat? FindFormat(string? name, string option) => name is null
        ? null
        : FormatNames.Find(name) ?? throw new UsageException($"{option} {name}: there is no such format");
}
