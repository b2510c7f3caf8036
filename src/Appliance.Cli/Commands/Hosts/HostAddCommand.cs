using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Output;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Hosts;

/// <summary>appliance host add</summary>
[Command("add", Description = "Save a host under a name; one that has the name is replaced.", ExtendedHelpText = """

    Examples:
      appliance host add xen1 xl+ssh://root@xen1
      appliance host add here xl:// --pool fast=zfs:tank/vm --pool slow=folder:/srv/vm,vhd

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
    public string Folder { get; set; } = HostEntry.DefaultFolder;

    /// <summary>ssh's configuration.</summary>
    [Option("--ssh-config <FILE>", "A configuration for ssh (ssh -F); default the user's own.", CommandOptionType.SingleValue)]
    public string? SshConfig { get; set; }

    /// <summary>Runs the verb.</summary>
    public int OnExecute()
    {
        if (SshConfig is not null && !File.Exists(SshConfig))
        {
            throw new UsageException($"--ssh-config {SshConfig}: there is no such file");
        }

        HostEntry entry = HostChoice.Checked(() =>
        {
            var made = new HostEntry
            {
                Name = Name,
                Address = HostAddress.Parse(Address),
                Pools = [.. Pools.Select(StoragePool.Parse)],
                Folder = Folder,
                SshConfig = SshConfig is null ? null : Path.GetFullPath(SshConfig),
            };
            HostChoice.Book.Add(made);
            return made;
        });
        HostOutput.Write(entry, Json);
        return ExitCode.Done;
    }
}
