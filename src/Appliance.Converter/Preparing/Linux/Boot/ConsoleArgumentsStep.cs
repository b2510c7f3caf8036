using Appliance.Guests.Inspection;

namespace Appliance.Converter.Preparing.Linux.Boot;

/// <summary>The kernels talk to Xen's console too, beside the present one.</summary>
internal sealed class ConsoleArgumentsStep : IPreparationStep<LinuxSystem>
{
    public string Name => "console of the kernels";

    public void Run(PreparationContext context, LinuxSystem system)
    {
        foreach (BootText text in BootConfiguration.Read(context.Tree, system))
        {
            if (text.Edit(context, (arguments, range) => range.TakesConsole ? KernelArguments.AddConsole(arguments) : arguments))
            {
                context.Did($"{text.Path}: kernels talk to hvc0 too; /dev/console stays what it was");
            }
        }
    }
}
