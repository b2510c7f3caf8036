namespace Appliance.Converter.Preparing;

/// <summary>One thing that is done to a guest of a kind so that it runs on Xen. Doing it twice changes nothing more.</summary>
/// <typeparam name="TSystem">The kind of system.</typeparam>
internal interface IPreparationStep<in TSystem>
{
    /// <summary>What the step is about, in a few words: "initramfs".</summary>
    string Name { get; }

    /// <summary>Looks, and changes what has to be changed.</summary>
    /// <exception cref="Formats.ImageException">The guest cannot be prepared; the message names the way out.</exception>
    void Run(PreparationContext context, TSystem system);
}
