using System.Text.Json;
using Appliance.Formats.Verification;

namespace Appliance.Builder.Trust.Verifying;

/// <summary>Checks that provenance is such, and is that of a build.</summary>
/// <param name="folder">The folder of the build.</param>
/// <param name="name">The file.</param>
/// <param name="findings">Takes what does not hold.</param>
internal sealed class ProvenanceVerifier(string folder, string name, FindingList findings)
{
    /// <summary>Checks it.</summary>
    /// <param name="whole">The files that are there and are what was written.</param>
    /// <param name="digests">The digests of the build.</param>
    /// <param name="outputs">Its packages and images.</param>
    public void Verify(IReadOnlySet<string> whole, IReadOnlyDictionary<string, string> digests, IEnumerable<string> outputs)
    {
        if (!whole.Contains(name))
        {
            findings.Warning("provenance-missing", name, offset: null, "is not among the files of the build: nothing tells whence they are");
            return;
        }

        if (ProofFile.Read(folder, name, "provenance-invalid", findings, ReadSubjects) is { } subjects)
        {
            Compare(subjects, digests, outputs);
        }
    }

    private static Dictionary<string, string> ReadSubjects(JsonElement document)
    {
        ProofFile.Demand(document, "_type", ProvenanceStatement.StatementType);
        ProofFile.Demand(document, "predicateType", ProvenanceStatement.PredicateType);
        JsonElement predicate = document.GetProperty("predicate");
        ProofFile.Demand(predicate.GetProperty("buildDefinition"), "buildType", ProvenanceStatement.BuildType);
        _ = predicate.GetProperty("runDetails").GetProperty("builder").GetProperty("id").GetString();
        var subjects = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonElement subject in document.GetProperty("subject").EnumerateArray())
        {
            subjects[subject.GetProperty("name").GetString()!] = subject.GetProperty("digest").GetProperty("sha256").GetString()!;
        }

        return subjects;
    }

    private void Compare(Dictionary<string, string> subjects, IReadOnlyDictionary<string, string> digests, IEnumerable<string> outputs)
    {
        foreach ((string subject, string digest) in subjects)
        {
            if (digests.GetValueOrDefault(subject) != digest)
            {
                findings.Error("provenance-subject", name, offset: null, $"is of another {subject}: it says SHA-256 {digest}, and the build {digests.GetValueOrDefault(subject) ?? "has no such file"}");
            }
        }

        foreach (string output in outputs.Where(output => !subjects.ContainsKey(output)))
        {
            findings.Error("provenance-subject", name, offset: null, $"does not tell whence {output} is");
        }
    }
}
