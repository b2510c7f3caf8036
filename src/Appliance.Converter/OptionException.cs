namespace Appliance.Converter;

/// <summary>What the user asked for does not fit what the source holds: a network or a disk that is not there.</summary>
/// <param name="message">One sentence that names the option and what there is.</param>
public sealed class OptionException(string message) : ArgumentException(message);
