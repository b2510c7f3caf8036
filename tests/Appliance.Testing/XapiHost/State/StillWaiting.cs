namespace Appliance.Testing.XapiHost.State;

/// <summary>What was begun does not end by itself.</summary>
internal sealed class StillWaiting : Exception;
