using Appliance.Testing;
using Xunit;

namespace Appliance.Conformance.Tests;

/// <summary>Every OVA of the corpus is inspected without a crash or an unexplained refusal.</summary>
public sealed class CorpusPackageTests
{
    public static TheoryData<string> Packages()
    {
        var data = new TheoryData<string>();
        if (Corpus.Root is { } root)
        {
            foreach (string path in Directory.EnumerateFiles(root, "*.ova", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                data.Add(Path.GetRelativePath(root, path));
            }
        }

        return data;
    }

    [NeedsCorpusTheory]
    [MemberData(nameof(Packages))]
    public void Inspect_PackageOfTheCorpus_IsReadOrRefusedWithAReason(string path)
    {
        CommandResult result = Command.Run("inspect", Corpus.PathOf(path), "--json");

        Assert.True(result.ExitCode is 0 or 3, $"{path}: {result}");
        Assert.Equal(result.ExitCode == 3, result.Output.Length == 0);
        if (result.ExitCode == 3)
        {
            Assert.Contains(Path.GetFileName(path), result.Error, StringComparison.Ordinal);
        }
    }
}
