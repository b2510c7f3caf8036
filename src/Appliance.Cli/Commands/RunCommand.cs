using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>What every verb that reads disks has in common.</summary>
internal abstract class RunCommand : OutputCommand
{
    /// <summary>Spool folder.</summary>
    [Option("--spool <FOLDER>", "Where compressed containers are unpacked to; default the temporary folder.", CommandOptionType.SingleValue)]
    public string SpoolFolder { get; set; } = Path.GetTempPath();

    /// <summary>Threads.</summary>
    [Option("--jobs <N>", "Threads to use; default one a core.", CommandOptionType.SingleValue)]
    public int? Jobs { get; set; }

    /// <summary>Threads to use.</summary>
    protected int Workers => Jobs is null or > 0 ? Jobs ?? Environment.ProcessorCount : throw new UsageException("--jobs must be at least 1");
}
