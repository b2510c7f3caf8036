using Appliance.Builder.Templates.Parts;

namespace Appliance.Builder.Templates.Reading;

/// <summary>Reads a user.</summary>
internal static class UserReader
{
    private const int FirstId = 1000;
    private const int LastId = 59999;

    /// <summary>Reads one.</summary>
    public static UserAccount Read(MapReader map)
    {
        TemplateText name = map.Demand("name");
        if (name.Value.Length is 0 or > 32 || !char.IsAsciiLetterLower(name.Value[0]) || !name.Value.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_'))
        {
            throw name.Error($"the name of a user has small letters, digits, - and _, at most 32, a letter first; {name.Value} does not");
        }

        var user = new UserAccount(name.Value, (uint)(name.Value == "root" ? 0 : map.Number("id", FirstId, LastId) ?? FirstId))
        {
            Groups = [.. map.Texts("groups").Select(text => text.Value)],
            // A parameter may be left empty.
            Keys = [.. map.Texts("keys").Where(text => text.Value.Length > 0).Select(KeyOf)],
            PasswordHash = map.Text("password_hash") is { } hash ? HashOf(hash) : null,
            Shell = map.Text("shell")?.Value ?? "/bin/bash",
        };
        map.End();
        return user;
    }

    private static string KeyOf(TemplateText text) => text.Value.Split(' ') is [{ Length: > 0 } kind, { Length: > 0 }, ..] && (kind.StartsWith("ssh-", StringComparison.Ordinal) || kind.StartsWith("ecdsa-", StringComparison.Ordinal)) && !text.Value.Any(char.IsControl)
        ? text.Value : throw text.Error("a key is the line of a public key: ssh-ed25519 AAAA... name");

    private static string HashOf(TemplateText text) => text.Value.StartsWith('$') && !text.Value.Any(letter => letter == ':' || char.IsControl(letter))
        ? text.Value : throw text.Error("a password is kept as its hash, such as mkpasswd and openssl passwd -6 make it");
}
