namespace Appliance.Formats.Machines;

/// <summary>Restart policies as command lines and packages write them.</summary>
public static class RestartPolicyNames
{
    /// <summary>The policy of this name; null where there is none.</summary>
    public static RestartPolicy? Find(string? name) => name switch
    {
        "no" => RestartPolicy.No,
        "on-failure" => RestartPolicy.OnFailure,
        "always" => RestartPolicy.Always,
        _ => null,
    };

    /// <summary>The name of a policy.</summary>
    public static string NameOf(RestartPolicy policy) => policy switch
    {
        RestartPolicy.OnFailure => "on-failure",
        RestartPolicy.Always => "always",
        _ => "no",
    };
}
