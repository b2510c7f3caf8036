using Appliance.Cli.Output;
using Appliance.Formats;
using Appliance.Formats.Machines;
using Appliance.Formats.Vhd;
using Appliance.Formats.Xva;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Options;

/// <summary>How a package or image is to be written.</summary>
internal sealed class FileTargetOptions
{
    /// <summary>The target's format.</summary>
    [Option("--to <FORMAT>", "Write this format: xva, vhd, vhd-fixed, vhd-diff, raw, qcow2, vmdk, vmdk-sparse, ovf, ova; the way back to VMware: vmware-ovf, vmware-ova.", CommandOptionType.SingleValue)]
    public string? To { get; set; }

    /// <summary>The target's compression.</summary>
    [Option("--compress <METHOD>", "Compress what is written, on all cores: gz or zst; for xva, vhd, vhd-fixed, raw and vmdk.", CommandOptionType.SingleValue)]
    public string? Compress { get; set; }

    /// <summary>The parent of a differencing disk.</summary>
    [Option("--parent <FILE>", "With --to vhd-diff: the VHD that the new one lies over. Only what differs from it is written.", CommandOptionType.SingleValue)]
    public string? Parent { get; set; }

    /// <summary>XVA checksums.</summary>
    [Option("--checksum <KIND>", "Checksums of an XVA: sha1 (every host; default) or xxhash (from XCP-ng and XenServer 8.1 on).", CommandOptionType.SingleValue)]
    public string? Checksum { get; set; }

    /// <summary>Whether to read the target back.</summary>
    [Option("--verify", "Read the target back before it gets its name, and prove that it holds the same guest bytes.", CommandOptionType.NoValue)]
    public bool Verify { get; set; }

    /// <summary>Whether to replace a target.</summary>
    [Option("--force", "Replace a target that exists.", CommandOptionType.NoValue)]
    public bool Force { get; set; }

    /// <summary>Refuses a target that would be in the way, or that the result cannot be told of.</summary>
    /// <param name="target">A path, or <see cref="StandardOutput.Argument"/>.</param>
    /// <param name="printsJson">Whether a result goes to standard output.</param>
    /// <exception cref="UsageException">It is one.</exception>
    public void RefuseBad(string target, bool printsJson)
    {
        if (target != StandardOutput.Argument)
        {
            if (File.Exists(target) && !Force)
            {
                throw new UsageException($"\"{target}\" exists; replace it with --force");
            }

            return;
        }

        if (printsJson)
        {
            throw new UsageException("--json prints on standard output, which the target takes; write to a file, or leave --json out");
        }

        if (Verify)
        {
            throw new UsageException("--verify reads the target back, and standard output cannot be");
        }
    }

    /// <summary>Opens what a differencing VHD is to lie over; null for all other targets.</summary>
    /// <exception cref="UsageException">It does not go with the target.</exception>
    public async ValueTask<VhdParent?> OpenParentAsync(string target, TargetChoice choice, ReadOptions options, CancellationToken cancellationToken)
    {
        if (Parent is null)
        {
            return null;
        }

        if (choice.Format.Name != TargetFormat.Differencing)
        {
            throw new UsageException($"--parent goes with --to {TargetFormat.Differencing}");
        }

        return Path.GetFullPath(Parent) == Path.GetFullPath(target)
            ? throw new UsageException("target and parent are the same file")
            : await VhdParent.OpenAsync(Parent, options, cancellationToken);
    }

    /// <summary>Makes the target.</summary>
    /// <param name="target">A path, or <see cref="StandardOutput.Argument"/>.</param>
    /// <param name="choice">What to write.</param>
    /// <param name="options">How.</param>
    /// <param name="isDry">Whether standard output is spared.</param>
    public static IMachineTarget Open(string target, TargetChoice choice, TargetOptions options, bool isDry)
        => target != StandardOutput.Argument ? choice.Format.OpenFile(target, options)
            : choice.Format.OpenStream!(isDry ? Stream.Null : StandardOutput.Open(), options);

    /// <summary>What an XVA is to look like.</summary>
    /// <exception cref="UsageException">There are no such checksums.</exception>
    public XvaOptions ReadXva(bool includesNetworkCards) => new() { Checksum = ReadChecksum(), IncludeNetworkCards = includesNetworkCards };

    /// <summary>SOURCE_DATE_EPOCH, as reproducible builds set it; else the default, which is not the present.</summary>
    public static DateTimeOffset ReadTimestamp()
        => long.TryParse(Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH"), out long seconds) && seconds >= 0
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : WriteOptions.Default.Timestamp;

    private XvaChecksum ReadChecksum() => Checksum?.ToLowerInvariant() switch
    {
        null or "sha1" => XvaChecksum.Sha1,
        "xxhash" => XvaChecksum.XxHash64,
        _ => throw new UsageException($"--checksum {Checksum}: there are sha1 and xxhash"),
    };
}
