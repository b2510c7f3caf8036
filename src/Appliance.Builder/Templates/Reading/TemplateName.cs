namespace Appliance.Builder.Templates.Reading;

/// <summary>Names of appliances, machines and hosts, which stand in the names of files.</summary>
internal static class TemplateName
{
    private const int Longest = 63;

    /// <summary>Takes one.</summary>
    /// <exception cref="TemplateException">It is none.</exception>
    public static string Of(TemplateText text)
        => text.Value.Length is > 0 and <= Longest && char.IsAsciiLetterOrDigit(text.Value[0]) && text.Value.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.')
            ? text.Value : throw text.Error($"a name has letters, digits, - and ., at most {Longest}, a letter or digit first; {text.Value} does not");
}
