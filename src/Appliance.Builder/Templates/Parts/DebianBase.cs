using Appliance.Builder.Templates.Reading;

namespace Appliance.Builder.Templates.Parts;

/// <summary>A suite of Debian, put together by mmdebstrap.</summary>
/// <param name="Suite">Its name: <c>bookworm</c>.</param>
/// <param name="Variant">As mmdebstrap calls it: <c>minbase</c>.</param>
/// <param name="Mirror">A URL, or a line for sources.list; null for that of this machine.</param>
public sealed record DebianBase(string Suite, string Variant, string? Mirror) : BaseSystem
{
    /// <summary>Where the template speaks of the mirror, or else of the suite.</summary>
    internal Place Place { get; init; }
}
