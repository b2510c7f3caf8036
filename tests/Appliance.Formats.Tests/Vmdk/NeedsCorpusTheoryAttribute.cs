using Appliance.Testing;
using Xunit;

namespace Appliance.Formats.Tests.Vmdk;

/// <summary>A test with data out of the corpus; skipped, with the reason, where that is not here.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsCorpusTheoryAttribute : TheoryAttribute
{
    public NeedsCorpusTheoryAttribute() => Skip = Corpus.Root is null ? "the corpus is not here (APPLIANCE_CORPUS)" : null;
}
