using System.ComponentModel.DataAnnotations;
using Appliance.Cli.Output;
using Appliance.Runtime.Federation;
using Appliance.Runtime.Hosts;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Tenants;

/// <summary>appliance tenant show</summary>
[Command("show", Description = "Tell what the machines of a tenant have together, over all its hosts, and what is allowed.")]
internal sealed class TenantShowCommand : OutputCommand
{
    /// <summary>The name.</summary>
    [Argument(0, "NAME", "The tenant.")]
    [Required(ErrorMessage = "NAME the tenant")]
    public string Name { get; set; } = "";

    /// <summary>Runs the verb.</summary>
    public async Task<int> OnExecuteAsync()
    {
        HostBook book = HostChoice.Book;
        Tenant tenant = book.ListTenants().FirstOrDefault(tenant => tenant.Name == Name)
            ?? throw new UsageException($"there is no tenant {Name}; appliance tenant list shows them");
        var fleet = new Fleet([.. book.List().Where(host => host.Tenant == Name)]);
        TenantOutput.Write(await new TenantQuota(tenant, fleet, QuotaClaims.Beside(HostBook.DefaultPath, Name)).CountAsync(CancellationToken), Json);
        return ExitCode.Done;
    }
}
