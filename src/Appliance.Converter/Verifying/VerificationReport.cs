using Appliance.Formats.Verification;

namespace Appliance.Converter.Verifying;

/// <summary>What the verification of a file found.</summary>
/// <param name="File">Its name.</param>
/// <param name="Format">What it is.</param>
/// <param name="Findings">All findings, the gravest not necessarily first.</param>
public sealed record VerificationReport(string File, string Format, FindingList Findings)
{
    /// <summary>Whether there is no error among them.</summary>
    public bool IsSound => !Findings.HasErrors;
}
