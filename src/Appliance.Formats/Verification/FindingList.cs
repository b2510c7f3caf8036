using System.Collections;

namespace Appliance.Formats.Verification;

/// <summary>Collects findings, so that a verifier tells everything at once; bounded, since a broken table has millions of entries.</summary>
public sealed class FindingList : IReadOnlyCollection<Finding>
{
    // Nobody reads more, and a hostile file must not fill the memory.
    private const int MaxKept = 200;

    private readonly List<Finding> _kept = [];

    /// <summary>How many there were, kept or not.</summary>
    public int Total { get; private set; }

    /// <inheritdoc/>
    public int Count => _kept.Count;

    /// <summary>Whether one of them is an error.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Adds an error.</summary>
    public void Error(string code, string file, long? offset, string message)
        => Add(new Finding(FindingSeverity.Error, code, file, offset, message));

    /// <summary>Adds a warning.</summary>
    public void Warning(string code, string file, long? offset, string message)
        => Add(new Finding(FindingSeverity.Warning, code, file, offset, message));

    /// <summary>Adds a note.</summary>
    public void Note(string code, string file, long? offset, string message)
        => Add(new Finding(FindingSeverity.Note, code, file, offset, message));

    /// <summary>Adds what an exception says, as an error.</summary>
    public void Error(string code, ImageException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        Error(code, exception.File, exception.Offset, exception.Problem);
    }

    /// <summary>Takes in what another one has, those it counted and did not keep among them.</summary>
    public void Add(FindingList other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (Finding finding in other)
        {
            Add(finding);
        }

        Total += other.Total - other.Count;
        HasErrors |= other.HasErrors;
    }

    /// <inheritdoc/>
    public IEnumerator<Finding> GetEnumerator() => _kept.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Add(Finding finding)
    {
        Total++;
        HasErrors |= finding.Severity == FindingSeverity.Error;
        if (_kept.Count < MaxKept)
        {
            _kept.Add(finding);
        }
    }
}
