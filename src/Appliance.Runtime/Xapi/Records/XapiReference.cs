namespace Appliance.Runtime.Xapi.Records;

/// <summary>References to objects: texts that mean something to their pool only.</summary>
internal static class XapiReference
{
    /// <summary>The reference to nothing.</summary>
    public const string Null = "OpaqueRef:NULL";

    /// <summary>Whether it refers to nothing; old hosts leave it empty.</summary>
    public static bool IsNull(string reference) => reference is Null or "";
}
