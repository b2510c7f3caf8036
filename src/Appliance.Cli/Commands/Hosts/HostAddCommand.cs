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

    Where no pool is named, disks are raw files beside what is known of their machine.
    """)]
internal sealed class HostAddCommand : OutputCommand
{
    /// <summary>The name.</summary>
    [Argument(0, "NAME", "What to call it.")]
    [Required(ErrorMessage = "give the host a NAME")]
    public string Name { get; set; } = "";

    /// <summary>The address.</summary>
    [Argument(1, "ADDRESS", "xl:// for this machine, xl+ssh://[user@]host[:port] for another.")]
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

    /// <summary>Whether one of the name is changed.</summary>
    [Option("--replace", "Change the host that has the name already. Its pools, its folder and its ssh configuration stay, unless others are given.", CommandOptionType.NoValue)]
    public bool Replace { get; set; }

    /// <summary>Runs the verb.</summary>
    public int OnExecute()
    {
        if (SshConfig is not null && !File.Exists(SshConfig))
        {
            throw new UsageException($"--ssh-config {SshConfig}: there is no such file");
        }

        HostOutput.Write(HostChoice.Checked(Save), Json);
        return ExitCode.Done;
    }

    private HostEntry Save()
    {
        HostBook book = HostChoice.Book;
        var address = HostAddress.Parse(Address);
        HostEntry old = (Replace ? book.List().FirstOrDefault(host => host.Name == Name) : null) ?? new HostEntry { Name = Name, Address = address };
        HostEntry entry = old with
        {
            Address = address,
            Pools = Pools.Length == 0 ? old.Pools : [.. Pools.Select(StoragePool.Parse)],
            Folder = Folder ?? old.Folder,
            SshConfig = SshConfig is not null ? Path.GetFullPath(SshConfig) : address.Scheme == HostScheme.XlSsh ? old.SshConfig : null,
        };
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
}
