using Appliance.Builder.Trust.Verifying;
using Appliance.Converter.Inspecting;
using Appliance.Converter.Sources;
using Appliance.Converter.Verifying;
using Appliance.Formats;
using Appliance.Formats.Detection;
using Appliance.Formats.Machines;
using Appliance.Formats.Verification;
using Appliance.Guests;

namespace Appliance.Cli.Commands;

/// <summary>Verifies all that a build wrote: what tells of it, and then each package and image by itself.</summary>
/// <param name="opener">Opens packages.</param>
/// <param name="options">What may be read.</param>
/// <param name="findings">Takes what does not hold.</param>
internal sealed class BuildVerification(SourceOpener opener, ReadOptions options, FindingList findings)
{
    /// <summary>Verifies it.</summary>
    /// <param name="manifest">The file of its digests.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageException">The file of its digests is none.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<VerificationReport> RunAsync(string manifest, CancellationToken cancellationToken)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(manifest))!;
        var verifier = new BuildVerifier(manifest, findings);
        await verifier.VerifyAsync(options.Trusted, cancellationToken);
        foreach (string output in verifier.Outputs)
        {
            VerificationReport report = await Verification.RunAsync(opener, Path.Combine(folder, output), options, new SourceOptions(), cancellationToken);
            findings.Add(report.Findings);
        }

        if (verifier.Packages is { } named && verifier.Outputs.Count > 0)
        {
            await CheckBillAsync(named, folder, verifier.Outputs[0], cancellationToken);
        }

        return new VerificationReport(Path.GetFileName(manifest), "build", findings);
    }

    /// <summary>All outputs are of one disk, so one of them tells what is installed.</summary>
    private async Task CheckBillAsync(IReadOnlySet<string> named, string folder, string output, CancellationToken cancellationToken)
    {
        try
        {
            await using IMachineSource source = await opener.OpenAsync(Path.Combine(folder, output), new SourceOptions(), SourceAccess.AtRandom, cancellationToken);
            BillVerifier.CheckPackages(named, await SoftwareInspection.RunAsync(source, cancellationToken), output, findings);
        }
        catch (Exception e) when (e is ImageException or MissingToolException)
        {
            findings.Warning("sbom-unchecked", output, offset: null, $"tells not what is installed, so the bill of materials is not checked against it: {e.Message}");
        }
    }
}
