using Appliance.Formats.Verification;

namespace Appliance.Formats.Ovf;

/// <summary>
/// What to do about a package that breaks its promises: a verifier collects it all, a reader refuses, or warns where
/// the user allows unverified packages.
/// </summary>
/// <param name="options">What the user allows.</param>
/// <param name="findings">Where to collect; null for a reader.</param>
internal sealed class PackageProblems(ReadOptions options, FindingList? findings)
{
    /// <summary>Whose signature is wanted; null where none is.</summary>
    public TrustedSigners? Trusted => options.Trusted;

    /// <summary>Takes in who signed, where he is believed.</summary>
    public void TellSigner(string file, string signer) => options.Signed(file, signer);

    /// <summary>Takes a broken promise in.</summary>
    /// <exception cref="ImageException">The problem itself, where it is not to be lived with.</exception>
    public void Raise(string code, ImageException problem)
    {
        if (findings is not null)
        {
            findings.Error(code, problem);
            return;
        }

        if (!options.AllowUnverified)
        {
            throw problem;
        }

        options.Warn(problem.Message);
    }

    /// <summary>Takes in what is strange and does no harm.</summary>
    public void Warn(string code, string file, string message)
    {
        if (findings is not null)
        {
            findings.Warning(code, file, offset: null, message);
            return;
        }

        options.Warn($"{file}: {message}");
    }
}
