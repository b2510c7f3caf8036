using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>The document of the command line is what the command says of itself.</summary>
public sealed class CliDocumentTests
{
    [Fact]
    public void CliDocument_BesideTheCommand_EqualsItsHelp()
    {
        string docs = Path.Combine(Repository.Root, "docs");
        string appliance = Command.Executable;

        string said = Tool.Run(Path.Combine(docs, "make-cli.sh"), appliance);

        string written = File.ReadAllText(Path.Combine(docs, "cli.md"));
        Assert.True(said == written, "docs/cli.md is out of date: docs/make-cli.sh artifacts/appliance > docs/cli.md");
    }
}
