namespace Appliance.Builder.Templates.Parts;

/// <summary>A user.</summary>
/// <param name="Name">The name.</param>
/// <param name="Id">Number of the user and of the group of the same name.</param>
public sealed record UserAccount(string Name, uint Id)
{
    /// <summary>Groups of the base that the user is in.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Public keys of SSH, a line each.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>The password as <c>crypt(3)</c> keeps it; null where none works.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>The shell.</summary>
    public string Shell { get; init; } = "/bin/bash";
}
