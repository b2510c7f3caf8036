using System.Collections.Concurrent;

namespace Appliance.Conformance.Tests;

/// <summary>One line a file of the corpus, in <c>corpus-report.txt</c> beside the test results.</summary>
public sealed class CorpusReport : IDisposable
{
    private readonly ConcurrentBag<string> _lines = [];

    public void Add(string path, string verdict) => _lines.Add($"{path}\t{verdict}");

    public void Dispose()
    {
        string folder = Environment.GetEnvironmentVariable("APPLIANCE_TEST_RESULTS") ?? AppContext.BaseDirectory;
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "corpus-report.txt"), _lines.Order(StringComparer.Ordinal));
    }
}
