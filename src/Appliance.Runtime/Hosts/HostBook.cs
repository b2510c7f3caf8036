using Appliance.Runtime.Federation;

namespace Appliance.Runtime.Hosts;

/// <summary>The hosts that a user has saved, in one file that only the user can read.</summary>
public sealed class HostBook
{
    private readonly string _path;

    /// <summary>The hosts in a file, which need not be there yet.</summary>
    /// <param name="path">The file.</param>
    public HostBook(string path) => _path = path;

    /// <summary>The user's file: <c>$XDG_CONFIG_HOME/appliance/hosts.json</c>, by default in <c>~/.config</c>.</summary>
    public static string DefaultPath
    {
        get
        {
            string? folder = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
            return Path.Combine(
                Path.IsPathRooted(folder) ? folder : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config"),
                "appliance", "hosts.json");
        }
    }

    /// <summary>All saved hosts, by name.</summary>
    /// <exception cref="InvalidDataException">The file is broken; the message names it and the line.</exception>
    public IReadOnlyList<HostEntry> List() => HostBookFile.Read(_path).Hosts;

    /// <summary>A saved host, or the one of an address.</summary>
    /// <param name="nameOrAddress">A name, or <c>xl://</c>, <c>xl+ssh://root@xen1</c>.</param>
    /// <exception cref="FormatException">It is neither; the message tells which names there are.</exception>
    /// <exception cref="InvalidDataException">The file is broken.</exception>
    public HostEntry Find(string nameOrAddress)
    {
        ArgumentNullException.ThrowIfNull(nameOrAddress);
        if (nameOrAddress.Contains("://", StringComparison.Ordinal))
        {
            var address = HostAddress.Parse(nameOrAddress);
            return new HostEntry { Name = address.Scheme == HostScheme.Xl ? "localhost" : address.Machine, Address = address, IsUnsaved = true };
        }

        IReadOnlyList<HostEntry> hosts = List();
        string saved = hosts.Count == 0 ? "none is saved" : $"saved are {string.Join(", ", hosts.Select(host => host.Name))}";
        return hosts.FirstOrDefault(host => host.Name == nameOrAddress) ?? throw new FormatException(
            $"there is no host {nameOrAddress} ({saved}); add it with appliance host add, or give an address such as xl+ssh://root@xen1");
    }

    /// <summary>Saves a host.</summary>
    /// <exception cref="FormatException">Something in the entry is wrong, or one of the name is saved; the message says what.</exception>
    public void Add(HostEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (List().FirstOrDefault(host => host.Name == entry.Name) is { } saved)
        {
            throw new FormatException($"there is a host {entry.Name} already, {saved.Address}: change it with --replace, or take another name");
        }

        Replace(entry);
    }

    /// <summary>Saves a host in place of the one that has its name, if there is one.</summary>
    /// <exception cref="FormatException">Something in the entry is wrong; the message says what.</exception>
    public void Replace(HostEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        HostBookContent content = HostBookFile.Read(_path);
        HostBookFile.Write(_path, content with { Hosts = [.. content.Hosts.Where(host => host.Name != entry.Name), entry with { IsUnsaved = false }] });
    }

    /// <summary>Forgets a host.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(string name)
    {
        HostBookContent content = HostBookFile.Read(_path);
        HostEntry[] rest = [.. content.Hosts.Where(host => host.Name != name)];
        if (rest.Length == content.Hosts.Count)
        {
            return false;
        }

        HostBookFile.Write(_path, content with { Hosts = rest });
        return true;
    }

    /// <summary>All tenants, by name: those that have limits, and those that a host belongs to.</summary>
    /// <exception cref="InvalidDataException">The file is broken.</exception>
    public IReadOnlyList<Tenant> ListTenants()
    {
        HostBookContent content = HostBookFile.Read(_path);
        IEnumerable<Tenant> unlimited = content.Hosts.Select(host => host.Tenant).OfType<string>().Select(name => new Tenant { Name = name });
        return [.. content.Tenants.Concat(unlimited).DistinctBy(tenant => tenant.Name).OrderBy(tenant => tenant.Name, StringComparer.Ordinal)];
    }

    /// <summary>Saves a tenant in place of the one that has its name, if there is one.</summary>
    /// <exception cref="FormatException">Something in the entry is wrong; the message says what.</exception>
    public void SetTenant(Tenant tenant)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        HostBookContent content = HostBookFile.Read(_path);
        HostBookFile.Write(_path, content with { Tenants = [.. content.Tenants.Where(other => other.Name != tenant.Name), tenant] });
    }

    /// <summary>Forgets a tenant that no host belongs to any more.</summary>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="FormatException">Hosts belong to it; the message names them.</exception>
    public bool RemoveTenant(string name)
    {
        HostBookContent content = HostBookFile.Read(_path);
        string[] hosts = [.. content.Hosts.Where(host => host.Tenant == name).Select(host => host.Name)];
        if (hosts.Length > 0)
        {
            throw new FormatException($"{string.Join(", ", hosts)} {(hosts.Length == 1 ? "belongs" : "belong")} to {name}: take that off first, with appliance host set {hosts[0]} --no-tenant");
        }

        Tenant[] rest = [.. content.Tenants.Where(tenant => tenant.Name != name)];
        HostBookFile.Write(_path, content with { Tenants = rest });
        return rest.Length < content.Tenants.Count;
    }
}
