using System.Globalization;
using System.Reflection;
using McMaster.Extensions.CommandLineUtils;
using McMaster.Extensions.CommandLineUtils.Conventions;

namespace Appliance.Cli.Commands.Options;

/// <summary>Reads the options of properties that are marked with <see cref="OptionGroupAttribute"/>, as the parser does with those of the verb itself.</summary>
internal sealed class OptionGroups : IConvention
{
    /// <inheritdoc/>
    public void Apply(ConventionContext context)
    {
        PropertyInfo[] groups = context.ModelType?.GetProperties().Where(property => property.IsDefined(typeof(OptionGroupAttribute))).ToArray() ?? [];
        foreach (PropertyInfo group in groups)
        {
            foreach (PropertyInfo property in group.PropertyType.GetProperties())
            {
                if (property.GetCustomAttribute<OptionAttribute>() is { } option)
                {
                    Add(context, group, property, option);
                }
            }
        }
    }

    private static void Add(ConventionContext context, PropertyInfo group, PropertyInfo property, OptionAttribute attribute)
    {
        CommandOption option = context.Application.Option(attribute.Template!, attribute.Description!, attribute.OptionType!.Value);
        context.Application.OnParsingComplete(_ =>
        {
            if (option.HasValue())
            {
                property.SetValue(group.GetValue(context.ModelAccessor!.GetModel()), ValueOf(option, property.PropertyType));
            }
        });
    }

    private static object ValueOf(CommandOption option, Type type)
        => type == typeof(bool) ? true
            : type == typeof(string[]) ? option.Values.ToArray()
            : type == typeof(string) ? option.Value()!
            : type == typeof(int?) ? ParseNumber(option)
            : throw new InvalidOperationException($"--{option.LongName}: no option of a group has the type {type.Name}");

    private static int ParseNumber(CommandOption option)
        => int.TryParse(option.Value(), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number)
            ? number : throw new UsageException($"--{option.LongName} {option.Value()}: give a number");
}
