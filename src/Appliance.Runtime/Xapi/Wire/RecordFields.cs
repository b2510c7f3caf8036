using System.Text;

namespace Appliance.Runtime.Xapi.Wire;

/// <summary>
/// The names of the fields of records, and which of them are wanted. A pool tells the fields of every object of a class in the same
/// order: a name is that of the last record at its place, which is seen by comparing bytes, and is seldom looked up.
/// </summary>
/// <param name="kept">The names that are wanted.</param>
internal sealed class RecordFields(IReadOnlySet<string> kept)
{
    private readonly List<(byte[] Utf8, string? Name)> _order = [];

    /// <summary>The names that are wanted.</summary>
    public IReadOnlySet<string> Kept => kept;

    /// <summary>How many fields of a record are wanted, as far as is known.</summary>
    public int Count { get; set; }

    /// <summary>The name of a field; null where it is not wanted.</summary>
    /// <param name="place">Which field of its record, from 0; places come in order.</param>
    /// <param name="utf8">Its name as it is written in JSON. One that is written with escapes is not wanted: xapi writes none in names.</param>
    public string? Find(int place, ReadOnlySpan<byte> utf8)
    {
        if (place < _order.Count && utf8.SequenceEqual(_order[place].Utf8))
        {
            return _order[place].Name;
        }

        string name = Encoding.UTF8.GetString(utf8);
        (byte[], string?) field = (utf8.ToArray(), kept.Contains(name) ? name : null);
        if (place < _order.Count)
        {
            _order[place] = field;
        }
        else
        {
            _order.Add(field);
        }

        return field.Item2;
    }
}
