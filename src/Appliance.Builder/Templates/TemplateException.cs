using Appliance.Builder.Templates.Reading;

namespace Appliance.Builder.Templates;

/// <summary>A template that is not as it has to be. The message is one line that begins with file, line and column.</summary>
public sealed class TemplateException : Exception
{
    internal TemplateException(Place place, string problem)
        : base($"{place}: {problem}") => (File, Line, Column, Problem) = (place.File, place.Line, place.Column, problem);

    /// <summary>The file, relative to the template's folder.</summary>
    public string File { get; }

    /// <summary>The line, from 1.</summary>
    public long Line { get; }

    /// <summary>The column, from 1.</summary>
    public long Column { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }
}
