namespace Appliance.Runtime.Hosts;

/// <summary>What an entry of a host may say.</summary>
internal static class HostRules
{
    private const int MaxPools = 100;
    private const int MaxPath = 1024;
    private const int MaxName = 63;

    /// <summary>The entry, if all is well with it.</summary>
    /// <exception cref="FormatException">It is not; the message says what.</exception>
    public static HostEntry Check(HostEntry entry)
    {
        CheckName(entry.Name, "a host");
        if (!IsAbsolute(entry.Folder))
        {
            throw new FormatException($"host {entry.Name}: {entry.Folder} is not the absolute path of a folder");
        }

        if (entry.Tenant is { } tenant)
        {
            CheckName(tenant, "a tenant");
        }

        CheckAccess(entry);

        if (entry.Pools.Count > MaxPools)
        {
            throw new FormatException($"host {entry.Name}: {entry.Pools.Count} pools are more than {MaxPools}");
        }

        foreach (StoragePool pool in entry.Pools)
        {
            StoragePoolRules.Check(pool);
        }

        return entry.Pools.GroupBy(pool => pool.Name).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? throw new FormatException($"host {entry.Name}: there are two pools called {twice.Key}") : entry;
    }

    /// <summary>Refuses what the way to the host has no use for.</summary>
    private static void CheckAccess(HostEntry entry)
    {
        if (entry.SshConfig is not null && entry.Address.Scheme != HostScheme.XlSsh)
        {
            throw new FormatException($"host {entry.Name}: ssh is not used for it, and needs no configuration");
        }

        if (!entry.Address.IsXapi && (entry.Fingerprint ?? entry.CaFile ?? entry.PasswordFile) is not null)
        {
            throw new FormatException($"host {entry.Name}: certificates and passwords are xapi's; xl is reached by ssh, which has its own");
        }

        if (entry.Address.IsXapi && (entry.Pools.Count > 0 || entry.Folder != HostEntry.DefaultFolder))
        {
            throw new FormatException($"host {entry.Name}: xapi knows its storage and its machines itself, and needs neither pools nor a folder");
        }

        if (entry.Fingerprint is { } fingerprint)
        {
            Xapi.Sessions.Fingerprint.Parse(fingerprint);
        }
    }

    /// <summary>Makes sure that a name is one.</summary>
    public static void CheckName(string name, string what)
    {
        if (!IsWord(name, "._-", MaxName) || name[0] == '_')
        {
            throw new FormatException($"{name}: the name of {what} has letters, digits, dots, dashes and underscores, and begins with a letter or digit");
        }
    }

    /// <summary>Whether it is an absolute path that every program there takes for the same.</summary>
    public static bool IsAbsolute(string path) => path.Length is > 1 and <= MaxPath && path[0] == '/' && !path.Any(char.IsControl)
        && !path.Split('/').Contains("..");

    /// <summary>Whether a text is a word of ASCII letters, digits and a few other characters, none of them but <c>_</c> in front.</summary>
    public static bool IsWord(string text, string others, int maxLength) => text.Length > 0 && text.Length <= maxLength
        && (char.IsAsciiLetterOrDigit(text[0]) || text[0] == '_') && text.All(c => char.IsAsciiLetterOrDigit(c) || others.Contains(c));
}
