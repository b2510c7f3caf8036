using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Appliance.Cli.Output;
using Appliance.Runtime.Federation;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Tenants;

/// <summary>appliance tenant set</summary>
[Command("set", Description = "Limit what the machines of a tenant may have together, over all its hosts. What is not named stays as it is.", ExtendedHelpText = """

    Examples:
      appliance tenant set acme --machines 20 --memory 64GiB --cpus 40 --storage 2TiB
      appliance tenant set acme --memory none

    An import that would exceed a limit is refused before anything is sent. Machines that are there stay, whatever is set.
    """)]
internal sealed class TenantSetCommand : OutputCommand
{
    private const string Lifted = "none";

    /// <summary>The name.</summary>
    [Argument(0, "NAME", "The tenant, as hosts name it.")]
    [Required(ErrorMessage = "NAME the tenant")]
    public string Name { get; set; } = "";

    /// <summary>Machines.</summary>
    [Option("--machines <NUMBER>", "Machines at most; none for no limit.", CommandOptionType.SingleValue)]
    public string? Machines { get; set; }

    /// <summary>Memory.</summary>
    [Option("--memory <SIZE>", "Memory at most, such as 64GiB, of stopped machines too; none for no limit.", CommandOptionType.SingleValue)]
    public string? Memory { get; set; }

    /// <summary>Processors.</summary>
    [Option("--cpus <NUMBER>", "Virtual processors (VCPUs) at most; none for no limit.", CommandOptionType.SingleValue)]
    public string? Cpus { get; set; }

    /// <summary>Disks.</summary>
    [Option("--storage <SIZE>", "Size of all virtual disks at most, such as 2TiB, whatever of them is written; none for no limit.", CommandOptionType.SingleValue)]
    public string? Storage { get; set; }

    /// <summary>Runs the verb.</summary>
    public int OnExecute()
    {
        if ((Machines, Memory, Cpus, Storage) is (null, null, null, null))
        {
            throw new UsageException("say what to limit: --machines, --memory, --cpus or --storage");
        }

        HostBook book = HostChoice.Book;
        Tenant old = book.ListTenants().FirstOrDefault(tenant => tenant.Name == Name) ?? new Tenant { Name = Name };
        Tenant changed = old with
        {
            MaxMachines = Count(Machines, "--machines", old.MaxMachines),
            MaxMemory = Size(Memory, "--memory", old.MaxMemory),
            MaxCpus = Count(Cpus, "--cpus", old.MaxCpus),
            MaxStorage = Size(Storage, "--storage", old.MaxStorage),
        };
        HostChoice.Checked(() => Save(book, changed));
        TenantOutput.Write(changed, Json);
        return ExitCode.Done;
    }

    private static Tenant Save(HostBook book, Tenant tenant)
    {
        book.SetTenant(tenant);
        return tenant;
    }

    private static int? Count(string? text, string option, int? old) => text switch
    {
        null => old,
        Lifted => null,
        _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new UsageException($"{option} {text}: give a number, or {Lifted}"),
    };

    private static long? Size(string? text, string option, long? old) => text switch
    {
        null => old,
        Lifted => null,
        _ => Bytes.Parse(text, option),
    };
}
