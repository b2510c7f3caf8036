namespace Appliance.Runtime.Xapi.Sessions;

/// <summary>Who logs in. The password is asked for when it is first wanted, once, and kept in memory only.</summary>
/// <param name="user">The user's name on the host.</param>
/// <param name="ask">Gets the password: from a file, the environment or a prompt.</param>
internal sealed class XapiCredentials(string user, Func<CancellationToken, Task<string>> ask)
{
    private string? _password;

    /// <summary>The user's name on the host.</summary>
    public string User => user;

    /// <summary>The password.</summary>
    public async Task<string> PasswordAsync(CancellationToken cancellationToken) => _password ??= await ask(cancellationToken);
}
