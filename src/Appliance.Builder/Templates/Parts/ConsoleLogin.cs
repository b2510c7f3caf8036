namespace Appliance.Builder.Templates.Parts;

/// <summary>Who logs in on the console for the commands of tests. Nothing of it goes onto the disk.</summary>
/// <param name="user">The user.</param>
/// <param name="password">The password; null where none is asked for.</param>
public sealed class ConsoleLogin(string user, string? password)
{
    /// <summary>The user.</summary>
    public string User => user;

    /// <summary>The password; null where none is asked for. To be shown nowhere.</summary>
    public string? Password => password;

    /// <inheritdoc/>
    public override string ToString() => user;
}
