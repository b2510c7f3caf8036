using System.Globalization;

namespace Appliance.Benchmarks;

/// <summary>Something that is asked of us, and what was measured.</summary>
/// <param name="What">Such as "wall, of qemu-img's".</param>
/// <param name="Measured">What was measured.</param>
/// <param name="Asked">The bar itself.</param>
/// <param name="AtLeast">Whether more is better; default less is.</param>
internal sealed record Bar(string What, double Measured, double Asked, bool AtLeast = false)
{
    /// <summary>Whether the bar is met.</summary>
    public bool IsMet => AtLeast ? Measured >= Asked : Measured <= Asked;

    /// <summary>The bar as a text, such as "at most 0.33".</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{(AtLeast ? "at least" : "at most")} {Asked:0.##}");
}
