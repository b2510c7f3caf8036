using System.Text.RegularExpressions;

namespace Appliance.Runtime.Consoles;

/// <summary>Lines of the kernel, which come on the console in the middle of anything.</summary>
internal static partial class KernelMessages
{
    /// <summary>A text without them.</summary>
    public static string Remove(string text) => Message().Replace(text, "");

    // The kernel begins with its clock: "[   12.345678] random: crng init done".
    [GeneratedRegex(@"\[ *[0-9]+\.[0-9]{6}\][^\n]*(\n|\z)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Message();
}
