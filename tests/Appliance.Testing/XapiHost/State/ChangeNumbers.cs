namespace Appliance.Testing.XapiHost.State;

/// <summary>Counts the changes of a database, and remembers when objects were made and when they went.</summary>
internal sealed class ChangeNumbers
{
    private readonly Dictionary<string, long> _made = new(StringComparer.Ordinal);
    private readonly List<(string Class, string Reference, long Number)> _gone = [];

    /// <summary>The number of the last change.</summary>
    public long Last { get; private set; }

    /// <summary>The objects that went, in order.</summary>
    public IReadOnlyList<(string Class, string Reference, long Number)> Gone => _gone;

    /// <summary>Counts one.</summary>
    public long Next() => ++Last;

    /// <summary>Counts an object that is made.</summary>
    public void Make(string reference) => _made[reference] = Next();

    /// <summary>Counts an object that goes.</summary>
    public void Remove(string name, string reference) => _gone.Add((name, reference, Next()));

    /// <summary>The number of the making of an object.</summary>
    public long MadeAt(string reference) => _made[reference];
}
