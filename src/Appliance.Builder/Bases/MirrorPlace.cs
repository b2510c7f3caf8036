using Appliance.Builder.Templates.Parts;

namespace Appliance.Builder.Bases;

/// <summary>A suite on a mirror.</summary>
/// <param name="Mirror">The mirror.</param>
/// <param name="Name">What the suite is called.</param>
internal sealed record MirrorPlace(Uri Mirror, string Name)
{
    // mmdebstrap's own.
    private const string Default = "http://deb.debian.org/debian";

    /// <summary>The mirror without the password that may be in it.</summary>
    public string Shown => new UriBuilder(Mirror) { UserName = "", Password = "" }.Uri.AbsoluteUri;

    /// <summary>The suite's folder; one whose name ends with a slash lies on the mirror itself (sources.list(5)).</summary>
    public Uri Suite => new($"{Mirror.AbsoluteUri.TrimEnd('/')}/{(Name.EndsWith('/') ? Name.TrimStart('/') : $"dists/{Name}/")}");

    /// <summary>Those of a base, as far as they are understood.</summary>
    public static IEnumerable<MirrorPlace> Of(DebianBase debian) => debian.Mirror is { } mirror && mirror.StartsWith("deb ", StringComparison.Ordinal)
        ? mirror.Split('\n').Select(OfLine).OfType<MirrorPlace>()
        : Uri.TryCreate(debian.Mirror ?? Default, UriKind.Absolute, out Uri? uri) ? [new MirrorPlace(uri, debian.Suite)] : [];

    /// <inheritdoc/>
    public override string ToString() => $"the suite {Name} of the mirror {Shown}";

    /// <summary>The one of a line: <c>deb [options] mirror suite components</c>.</summary>
    private static MirrorPlace? OfLine(string line)
    {
        string rest = line.Trim();
        rest = rest.StartsWith("deb ", StringComparison.Ordinal) ? rest["deb ".Length..].TrimStart() : "";
        rest = rest.StartsWith('[') ? rest[(rest.IndexOf(']', StringComparison.Ordinal) + 1)..] : rest;
        return rest.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is [{ } mirror, { } suite, ..] && Uri.TryCreate(mirror, UriKind.Absolute, out Uri? uri)
            ? new MirrorPlace(uri, suite) : null;
    }
}
