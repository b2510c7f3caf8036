using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Hosts;

/// <summary>appliance host add</summary>
[Command("add", Description = "Save a host under a name.", ExtendedHelpText = """

    Examples:
      appliance host add xen1 xl+ssh://root@xen1
      appliance host add here xl:// --pool fast=zfs:tank/vm --pool slow=folder:/srv/vm,vhd
      appliance host add xen1 xl+ssh://root@10.0.0.7 --replace
      appliance host add pool1 xapi://root@pool1 --fingerprint AB:CD:... --password-file ~/.pool1
      appliance host add pool2 xapi://root@pool2 --trust-on-first-use --label gold --label site=berlin --tenant acme

    Where no pool is named, disks are raw files beside what is known of their machine.

    A pool with xapi is known by its certificate, or by an authority that has signed it. Its password is the first line of a
    file that only you can read, or in $APPLIANCE_PASSWORD_HOST_<NAME> or $APPLIANCE_PASSWORD_TENANT_<TENANT> (in capitals, _ for
    dots and dashes), or in $APPLIANCE_PASSWORD where a command names this host, or is asked for. xapi+http:// speaks without encryption.
    """)]
internal sealed class HostAddCommand : OutputCommand
{
    /// <summary>The name.</summary>
    [Argument(0, "NAME", "What to call it.")]
    [Required(ErrorMessage = "give the host a NAME")]
    public string Name { get; set; } = "";

    /// <summary>The address.</summary>
    [Argument(1, "ADDRESS", "xl:// for this machine, xl+ssh://[user@]host[:port] for another, xapi://[user@]host[:port] for a pool with xapi.")]
    [Required(ErrorMessage = "say where the host is: an ADDRESS such as xl+ssh://root@xen1")]
    public string Address { get; set; } = "";

    /// <summary>Pools.</summary>
    [Option("--pool <POOL>", "Where disks live: NAME=folder:/PATH[,vhd], NAME=lvm:VG, NAME=lvm-thin:VG/POOL or NAME=zfs:DATASET. Repeatable; the first is taken where none is named.", CommandOptionType.MultipleValue)]
    public string[] Pools { get; set; } = [];

    /// <summary>The folder on the host.</summary>
    [Option("--folder <PATH>", "The folder on the host for what is known of its machines; default /var/lib/appliance.", CommandOptionType.SingleValue)]
    public string? Folder { get; set; }

    /// <summary>ssh's configuration.</summary>
    [Option("--ssh-config <FILE>", "A configuration for ssh (ssh -F); default the user's own.", CommandOptionType.SingleValue)]
    public string? SshConfig { get; set; }

    /// <summary>By which certificate a pool is known.</summary>
    [Option("--fingerprint <SHA256>", "With xapi: the SHA-256 of the host's certificate, as openssl x509 -fingerprint -sha256 shows it there.", CommandOptionType.SingleValue)]
    public string? Fingerprint { get; set; }

    /// <summary>Whether a pool is believed now, and only the same one later.</summary>
    [Option("--trust-on-first-use", "With xapi: take the certificate that the host shows now, and only that one from now on. Whoever is between you and the host now stays there.", CommandOptionType.NoValue)]
    public bool TrustOnFirstUse { get; set; }

    /// <summary>Who vouches for a pool.</summary>
    [Option("--ca-file <FILE>", "With xapi: certificates (PEM) of authorities that are believed besides the system's.", CommandOptionType.SingleValue)]
    public string? CaFile { get; set; }

    /// <summary>Where a pool's password is.</summary>
    [Option("--password-file <FILE>", "With xapi: a file whose first line is the password, and that only you can read.", CommandOptionType.SingleValue)]
    public string? PasswordFile { get; set; }

    /// <summary>Labels.</summary>
    [Option("--label <LABEL>", "What it is chosen by: KEY or KEY=VALUE, such as gold or site=berlin. Repeatable.", CommandOptionType.MultipleValue)]
    public string[] Labels { get; set; } = [];

    /// <summary>The tenant.</summary>
    [Option("--tenant <TENANT>", "Whom it belongs to, with the machines that are imported to it; default nobody in particular.", CommandOptionType.SingleValue)]
    public string? Tenant { get; set; }

    /// <summary>Whether one of the name is changed.</summary>
    [Option("--replace", "Change the host that has the name already. What else it says of it stays, unless something else is given.", CommandOptionType.NoValue)]
    public bool Replace { get; set; }

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        DemandFile("--ssh-config", SshConfig);
        DemandFile("--ca-file", CaFile);
        DemandFile("--password-file", PasswordFile);
        HostBook book = HostChoice.Book;
        HostEntry entry = HostChoice.Checked(() => Make(book));
        if (TrustOnFirstUse)
        {
            entry = await MeetAsync(entry);
        }

        HostOutput.Write(HostChoice.Checked(() => Save(book, entry)), Json);
        return ExitCode.Done;
    }

    private HostEntry Make(HostBook book)
    {
        var address = HostAddress.Parse(Address);
        HostEntry old = (Replace ? book.List().FirstOrDefault(host => host.Name == Name) : null) ?? new HostEntry { Name = Name, Address = address };
        // No other machine gets to hear a password.
        bool isSame = address.Scheme == old.Address.Scheme && address.Machine == old.Address.Machine;
        return old with
        {
            Address = address,
            Pools = Pools.Length > 0 ? [.. Pools.Select(StoragePool.Parse)] : address.IsXapi ? [] : old.Pools,
            Folder = Folder ?? (address.IsXapi ? HostEntry.DefaultFolder : old.Folder),
            SshConfig = Full(SshConfig) ?? (address.Scheme == HostScheme.XlSsh ? old.SshConfig : null),
            Fingerprint = Fingerprint ?? (isSame ? old.Fingerprint : null),
            CaFile = Full(CaFile) ?? (isSame ? old.CaFile : null),
            PasswordFile = Full(PasswordFile) ?? (isSame ? old.PasswordFile : null),
            Labels = Labels.Length > 0 ? HostLabels.Parse(Labels) : old.Labels,
            Tenant = Tenant ?? old.Tenant,
        };
    }

    private async Task<HostEntry> MeetAsync(HostEntry entry)
    {
        if (entry.Address.Scheme != HostScheme.Xapi || Fingerprint is not null)
        {
            throw new UsageException("--trust-on-first-use is for an address xapi://, and without --fingerprint");
        }

        string? met = await XenHosts.MeetAsync(entry, CancellationToken);
        Warn(met is null ? $"{Name}: an authority vouches for its certificate, which may change therefore" : $"{Name}: only the certificate {met} is trusted from now on");
        return entry with { Fingerprint = met };
    }

    private HostEntry Save(HostBook book, HostEntry entry)
    {
        if (Replace)
        {
            book.Replace(entry);
        }
        else
        {
            book.Add(entry);
        }

        return entry;
    }

    private static string? Full(string? path) => path is null ? null : Path.GetFullPath(path);

    private static void DemandFile(string option, string? path)
    {
        if (path is not null && !File.Exists(path))
        {
            throw new UsageException($"{option} {path}: there is no such file");
        }
    }
}
