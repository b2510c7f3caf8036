using Appliance.Builder.Tools;
using Appliance.Guests;

namespace Appliance.Builder.Trust;

/// <summary>How the openssl program reaches keys in tokens: by a provider since OpenSSL 3, else by an engine.</summary>
internal static class TokenAccess
{
    private const string Name = "pkcs11";

    /// <summary>The arguments that let it.</summary>
    /// <exception cref="MissingToolException">It has neither.</exception>
    public static async Task<string[]> FindAsync(BuildTool tool, string openssl, CancellationToken cancellationToken)
        => await RunsAsync(tool, openssl, ["list", "-providers", "-provider", Name], cancellationToken) ? ["-provider", Name, "-provider", "default"]
            : await RunsAsync(tool, openssl, ["engine", Name], cancellationToken) ? ["-engine", Name, "-keyform", "engine"]
            : throw new MissingToolException("openssl's provider for PKCS#11", "pkcs11-provider or libengine-pkcs11-openssl", "to sign with a key in a token");

    private static async Task<bool> RunsAsync(BuildTool tool, string openssl, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            await tool.RunAsync(openssl, arguments, cancellationToken);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
