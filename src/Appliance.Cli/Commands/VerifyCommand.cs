using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Commands.Options;
using Appliance.Cli.Output;
using Appliance.Converter.Verifying;
using Appliance.Formats;
using Appliance.Formats.Verification;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands;

/// <summary>appliance verify</summary>
[Command("verify", Description = "Check structure, checksums, manifest and signature of a file, or of all that a build wrote with its bills of materials and provenance, and list what is wrong.", ExtendedHelpText = """

    Examples:
      appliance verify web01.xva
      appliance verify out/web-1.2.sha256 --trust release-ca.pem
    """)]
internal sealed class VerifyCommand : RunCommand
{
    /// <summary>What to verify.</summary>
    [Argument(0, "FILE", "Package, folder, disk image or URL, or the .sha256 of a build; - is standard input.")]
    [Required(ErrorMessage = "name a FILE to verify")]
    public string File { get; set; } = "";

    /// <summary>Whose signature is wanted.</summary>
    [Option("--trust <FILE>", "Certificates (PEM) of signers, or of authorities above them: demand a signature by one of them.", CommandOptionType.SingleValue)]
    public string? Trust { get; set; }

    /// <summary>How to read it.</summary>
    [OptionGroup]
    public SourceReadingOptions Reading { get; } = new();

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        var signers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        ReadOptions options = Reading.Read(
            SpoolFolder, Warn, Trust is null ? null : TrustedSigners.Read(Trust), (file, signer) => signers[file] = signer);
        VerificationReport report = IsBuild ? await new BuildVerification(Reading.Opener(options), options, new FindingList()).RunAsync(File, CancellationToken)
            : await VerifyFileAsync(options);
        foreach ((string file, string signer) in signers)
        {
            report.Findings.Note("ovf-signer", file, offset: null, $"signed by {signer}, who is trusted");
        }

        if (Json)
        {
            JsonOutput.Write(report, JsonTypes.Default.VerificationReport);
        }
        else
        {
            TextOutput.Write(report);
        }

        return report.IsSound ? ExitCode.Done : ExitCode.Refused;
    }

    private bool IsBuild => File.EndsWith(ChecksumFile.Extension, StringComparison.Ordinal) && System.IO.File.Exists(File);

    private async Task<VerificationReport> VerifyFileAsync(ReadOptions options)
    {
        VerificationReport report = await Verification.RunAsync(Reading.Opener(options), File, options, Reading.Source, CancellationToken);
        if (options.Trusted is not null && report.IsSound && !report.Format.StartsWith("OV", StringComparison.Ordinal))
        {
            report.Findings.Error("unsigned", report.File, offset: null, $"is not signed, as only OVF and OVA can be; what a build signs is its file of digests: verify NAME{ChecksumFile.Extension}");
        }

        return report;
    }
}
