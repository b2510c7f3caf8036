using Appliance.Runtime.Machines;

namespace Appliance.Runtime.Watching;

/// <summary>Writes down what is seen of a starting machine, each thing once, and when.</summary>
/// <param name="time">The clock.</param>
/// <param name="seen">Told of each; null for nobody.</param>
internal sealed class WatchJournal(TimeProvider time, Action<WatchSight>? seen)
{
    private readonly long _start = time.GetTimestamp();
    private readonly HashSet<string> _known = [];
    private readonly List<WatchSight> _sights = [];
    private string _state = "";

    /// <summary>Seconds since it was begun.</summary>
    public double Seconds => Math.Round(time.GetElapsedTime(_start).TotalSeconds, 1);

    /// <summary>What was seen, in order.</summary>
    public IReadOnlyList<WatchSight> Sights => _sights;

    /// <summary>Writes down something that happens once in a start.</summary>
    public void Note(string what)
    {
        if (_known.Add(what))
        {
            Write(what);
        }
    }

    /// <summary>Writes down what the machine is doing, where that has changed. With a new domain everything begins anew.</summary>
    public void NoteState(MachineStatus status)
    {
        string state = $"{status.State.ToString().ToLowerInvariant()}{(status.DomainId is { } domain ? $", domain {domain}" : "")}";
        if (state != _state)
        {
            _state = state;
            _known.Clear();
            Write(state);
        }
    }

    private void Write(string what)
    {
        var sight = new WatchSight(Seconds, what);
        _sights.Add(sight);
        seen?.Invoke(sight);
    }
}
