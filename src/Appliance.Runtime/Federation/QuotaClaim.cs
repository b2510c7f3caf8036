namespace Appliance.Runtime.Federation;

/// <summary>What an import is about to make, as long as it runs. A process that is killed takes its claims along.</summary>
public sealed class QuotaClaim : IDisposable
{
    private readonly string _path;
    private readonly FileStream _sign;

    /// <summary>Takes a claim over.</summary>
    /// <param name="path">The file that says what is claimed.</param>
    /// <param name="sign">A file beside it that this process has locked.</param>
    internal QuotaClaim(string path, FileStream sign) => (_path, _sign) = (path, sign);

    /// <summary>Gives it up: the machines are there and count themselves, or do not come.</summary>
    public void Dispose()
    {
        File.Delete(_path);
        File.Delete(_sign.Name);
        _sign.Dispose();
    }
}
