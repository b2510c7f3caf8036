namespace Appliance.Cli.Commands.Options;

/// <summary>Marks a property whose own properties are options: what several verbs can be told, written once.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OptionGroupAttribute : Attribute;
