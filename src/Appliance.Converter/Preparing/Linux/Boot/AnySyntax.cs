namespace Appliance.Converter.Preparing.Linux.Boot;

/// <summary>Several ways that a configuration mixes.</summary>
internal sealed class AnySyntax(params IArgumentSyntax[] syntaxes) : IArgumentSyntax
{
    public ArgumentRange? Find(string line)
        => syntaxes.Select(syntax => syntax.Find(line)).FirstOrDefault(range => range is not null);
}
