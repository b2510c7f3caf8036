using Appliance.Cli.Output;
using Appliance.Converter.Sources;
using Appliance.Converter.Sources.Http;
using Appliance.Formats;
using Appliance.Formats.Detection;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>What every verb that reads a source has in common.</summary>
internal abstract class RunCommand : OutputCommand
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

    /// <summary>Spool folder.</summary>
    [Option("--spool <FOLDER>", "Where compressed containers are unpacked to; default the temporary folder.", CommandOptionType.SingleValue)]
    public string? SpoolFolder { get; set; }

    /// <summary>Certificates.</summary>
    [Option("--ca-file <FILE>", "Certificates (PEM) of authorities to trust besides the system's, for https sources.", CommandOptionType.SingleValue)]
    public string? CertificateAuthorityFile { get; set; }

    /// <summary>Threads.</summary>
    [Option("--jobs <N>", "Threads to use; default one a core.", CommandOptionType.SingleValue)]
    public int? Jobs { get; set; }

    /// <summary>Threads to use.</summary>
    protected int Workers => Jobs is null or > 0 ? Jobs ?? Environment.ProcessorCount : throw new UsageException("--jobs must be at least 1");

    /// <summary>The options of the readers.</summary>
    protected ReadOptions ReadOptions => new()
    {
        AllowUnverified = AllowUnverified,
        MaxDiskSize = MaxDiskSize is null ? Formats.ReadOptions.Default.MaxDiskSize : Bytes.Parse(MaxDiskSize, "--max-disk-size"),
        SpoolFolder = SpoolFolder ?? Path.GetTempPath(),
        Warn = Warn,
    };

    /// <summary>What the user says about the source.</summary>
    protected SourceOptions SourceOptions => new()
    {
        From = FindFormat(From, "--from"),
        Configuration = Configuration,
        BackingFiles = BackingFiles,
    };

    /// <summary>What opens sources.</summary>
    protected SourceOpener Opener => OpenerOf(ReadOptions);

    /// <summary>What opens sources with other options than <see cref="ReadOptions"/>.</summary>
    protected SourceOpener OpenerOf(ReadOptions options)
        => new(options, new HttpSourceOptions { CertificateAuthorityFile = CertificateAuthorityFile, Warn = Warn });

    /// <summary>Reads the name of a format.</summary>
    protected static ImageFormat? FindFormat(string? name, string option) => name is null
        ? null
        : FormatNames.Find(name) ?? throw new UsageException($"{option} {name}: there is no such format");
}
