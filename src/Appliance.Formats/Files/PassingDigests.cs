using System.Security.Cryptography;

namespace Appliance.Formats.Files;

/// <summary>Takes several digests of a file while it comes by.</summary>
/// <param name="algorithms">Which.</param>
internal sealed class PassingDigests(IEnumerable<HashAlgorithmName> algorithms) : IDisposable
{
    private readonly List<IncrementalHash> _running = [.. algorithms.Select(IncrementalHash.CreateHash)];
    private readonly Dictionary<HashAlgorithmName, byte[]> _finished = [];

    /// <summary>Counts the next bytes in.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        foreach (IncrementalHash hash in _running)
        {
            hash.AppendData(bytes);
        }
    }

    /// <summary>Ends the digests: all of the file has come by.</summary>
    public void Finish()
    {
        foreach (IncrementalHash hash in _running)
        {
            _finished[hash.AlgorithmName] = hash.GetHashAndReset();
        }

        Dispose();
    }

    /// <summary>A digest, once they are finished; null where it was not taken.</summary>
    public byte[]? Find(HashAlgorithmName algorithm) => _finished.GetValueOrDefault(algorithm);

    /// <inheritdoc/>
    public void Dispose()
    {
        _running.ForEach(hash => hash.Dispose());
        _running.Clear();
    }
}
