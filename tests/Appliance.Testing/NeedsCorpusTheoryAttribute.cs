using Xunit;

namespace Appliance.Testing;

/// <summary>The same as <see cref="NeedsCorpusFactAttribute"/>, for a test with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsCorpusTheoryAttribute : TheoryAttribute
{
    public NeedsCorpusTheoryAttribute() => Skip = Corpus.Root is null ? "the corpus is not here (APPLIANCE_CORPUS)" : null;
}
