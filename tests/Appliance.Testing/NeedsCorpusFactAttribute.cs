using Xunit;

namespace Appliance.Testing;

/// <summary>A test over files of the corpus; skipped, with the reason, where they are not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsCorpusFactAttribute : FactAttribute
{
    public NeedsCorpusFactAttribute(params string[] files)
    {
        string[] missing = [.. files.Where(file => !Corpus.Has(file))];
        Skip = Corpus.Root is null ? "the corpus is not here (APPLIANCE_CORPUS)"
            : missing.Length > 0 ? $"not in the corpus: {string.Join(", ", missing)}"
            : null;
    }
}
