using Appliance.Builder.Templates;
using Appliance.Formats.IO;

namespace Appliance.Builder.Building;

/// <summary>Builds an appliance of a template. Same template, same inputs, same time: same bytes.</summary>
public sealed class ApplianceBuild
{
    private readonly Template _template;
    private readonly BuildOptions _options;
    private readonly MachineBuild[] _machines;

    /// <summary>Prepares a build; nothing is made yet.</summary>
    public ApplianceBuild(Template template, BuildOptions options)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(options);
        (_template, _options) = (template, options);
        _machines = [.. template.Machines.Select(machine => new MachineBuild(machine, options, template.Machines.Count == 1 ? "" : $"{machine.Name}: "))];
    }

    /// <summary>What will be done, in this order.</summary>
    public IReadOnlyList<BuildStep> Plan => [.. _machines.SelectMany(machine => machine.Plan)];

    /// <summary>Sees whether the bases can be had, as far as that is quick. Nothing is made.</summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TemplateException">A mirror cannot be reached, or has no such suite.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        // Machines mostly share a base.
        foreach (MachineBuild machine in _template.Machines.Zip(_machines).DistinctBy(pair => (pair.First.Base, string.Join(' ', pair.First.Packages))).Select(pair => pair.Second))
        {
            await machine.CheckAsync(cancellationToken);
        }
    }

    /// <summary>Does it.</summary>
    /// <param name="cancellationToken">Stops the work; nothing is left of it.</param>
    /// <returns>The appliance, as a source to be written as any package; its disks are removed with it.</returns>
    public async Task<BuiltAppliance> RunAsync(CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken);
        await using var made = new Ownership<WorkFolder>(new WorkFolder(_options.WorkFolder));
        var built = new List<BuiltMachine>();
        foreach (MachineBuild machine in _machines)
        {
            string work = Directory.CreateDirectory(Path.Combine(made.Held.Path, $"machine{built.Count + 1}")).FullName;
            built.Add(await machine.RunAsync(work, cancellationToken));
        }

        return new BuiltAppliance(_template, built, made.Release());
    }
}
