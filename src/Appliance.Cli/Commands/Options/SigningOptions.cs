using Appliance.Builder.Trust;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Options;

/// <summary>Whose signature a build gets.</summary>
internal sealed class SigningOptions
{
    /// <summary>The key.</summary>
    [Option("--sign-key <KEY>", "Sign what is made with this RSA key: a file (PEM), or a PKCS#11 URI (pkcs11:...) of a key in a token.", CommandOptionType.SingleValue)]
    public string? Key { get; set; }

    /// <summary>Its certificate.</summary>
    [Option("--sign-cert <FILE>", "The certificate of the key (PEM), those above it behind it.", CommandOptionType.SingleValue)]
    public string? Certificate { get; set; }

    /// <summary>Where its password is.</summary>
    [Option("--sign-password <WHERE>", "Where the password of the key or the PIN of the token is: env:NAME or file:PATH.", CommandOptionType.SingleValue)]
    public string? Password { get; set; }

    /// <summary>Prepares signing; null where nobody signs.</summary>
    /// <exception cref="UsageException">Something is missing, or not given as it has to be.</exception>
    /// <exception cref="IOException">The key cannot be used.</exception>
    public async Task<OpenSslSigner?> OpenAsync(TextWriter log, CancellationToken cancellationToken)
    {
        if (Key is null || Certificate is null)
        {
            return Key is null && Certificate is null && Password is null ? null
                : throw new UsageException("a signature needs both --sign-key and --sign-cert");
        }

        try
        {
            return await OpenSslSigner.OpenAsync(new SigningKey(Key, Certificate) { Password = Password }, log, cancellationToken);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"--sign-key: {e.Message}");
        }
    }
}
