namespace Appliance.Runtime.Watching;

/// <summary>Counts how often the checks of one machine have failed in a row. A guest that is still starting fails nothing.</summary>
/// <param name="grace">How long a domain may take until its checks have held once.</param>
public sealed class HealthLedger(TimeSpan grace)
{
    private int? _domain;
    private DateTimeOffset _since;
    private bool _wasWell;

    /// <summary>Failures in a row; zero while it is well or starting.</summary>
    public int Failures { get; private set; }

    /// <summary>Takes what a round of checks came to.</summary>
    /// <param name="domain">The domain's number: a new one is a new start.</param>
    /// <param name="isWell">Whether all checks hold.</param>
    /// <param name="now">The time.</param>
    public void Add(int domain, bool isWell, DateTimeOffset now)
    {
        if (domain != _domain)
        {
            (_domain, _since, _wasWell, Failures) = (domain, now, false, 0);
        }

        if (isWell)
        {
            (_wasWell, Failures) = (true, 0);
        }
        else if (_wasWell || now - _since >= grace)
        {
            Failures++;
        }
    }

    /// <summary>There is nothing to ask: the machine does not run.</summary>
    public void Clear() => (_domain, Failures) = (null, 0);
}
