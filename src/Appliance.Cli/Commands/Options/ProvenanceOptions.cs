using Appliance.Builder.Trust;
using McMaster.Extensions.CommandLineUtils;

namespace Appliance.Cli.Commands.Options;

/// <summary>What a build says of where it was made.</summary>
internal sealed class ProvenanceOptions
{
    /// <summary>Who builds.</summary>
    [Option("--builder-id <URI>", "Who builds, for the provenance: a URI that its readers know, such as that of a CI's workflow.", CommandOptionType.SingleValue)]
    public string Id { get; set; } = Provenance.UnknownBuilder;

    /// <summary>Who builds.</summary>
    /// <exception cref="UsageException">It is no URI.</exception>
    public string Builder => Uri.TryCreate(Id, UriKind.Absolute, out Uri? uri) && !uri.IsFile ? Id : throw new UsageException($"--builder-id {Id}: give a URI, such as https://ci.example.com/release");
}
