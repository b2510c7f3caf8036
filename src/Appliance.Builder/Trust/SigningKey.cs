namespace Appliance.Builder.Trust;

/// <summary>Whose signature a build gets.</summary>
/// <param name="Key">A file with a private key in PEM, or a PKCS#11 URI (RFC 7512): <c>pkcs11:token=release;object=appliances</c>.</param>
/// <param name="CertificateFile">The certificate of that key in PEM, those above it behind it.</param>
public sealed record SigningKey(string Key, string CertificateFile)
{
    private const string Pkcs11 = "pkcs11:";
    private const string FromEnvironment = "env:";
    private const string FromFile = "file:";

    /// <summary>Where the password of the key or the PIN of the token is: <c>env:NAME</c> or <c>file:PATH</c>; null where there is none.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the key is in a token.</summary>
    internal bool IsInToken => Key.StartsWith(Pkcs11, StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses what cannot be meant, and what would show a password to everybody who can list processes.</summary>
    /// <exception cref="ArgumentException">There is such.</exception>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    internal void Check()
    {
        if (IsInToken && Key.Contains("pin-value", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException("a PKCS#11 URI with pin-value= shows the PIN to everybody on this machine; give the PIN as env:NAME or file:PATH");
        }

        if (Password is not null && !Password.StartsWith(FromEnvironment, StringComparison.Ordinal) && !Password.StartsWith(FromFile, StringComparison.Ordinal))
        {
            throw new ArgumentException($"the password of a signing key is given as {FromEnvironment}NAME or {FromFile}PATH, never itself");
        }

        if (Password?.StartsWith(FromEnvironment, StringComparison.Ordinal) == true && Environment.GetEnvironmentVariable(Password[FromEnvironment.Length..]) is null)
        {
            throw new ArgumentException($"the password of the signing key is not in the environment: {Password[FromEnvironment.Length..]} is not set");
        }

        string?[] files = [CertificateFile, IsInToken ? null : Key, Password?.StartsWith(FromFile, StringComparison.Ordinal) == true ? Password[FromFile.Length..] : null];
        if (Array.Find(files, file => file is not null && !File.Exists(file)) is { } missing)
        {
            throw new FileNotFoundException($"{missing}: there is no such file");
        }
    }
}
