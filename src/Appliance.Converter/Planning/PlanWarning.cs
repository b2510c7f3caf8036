namespace Appliance.Converter.Planning;

/// <summary>Something that the user should know before the machine runs on its new host.</summary>
/// <param name="Code">A stable name to filter by: <c>network-unmapped</c>.</param>
/// <param name="Machine">The machine it is about.</param>
/// <param name="Message">One sentence, with the way out.</param>
public sealed record PlanWarning(string Code, string Machine, string Message);
