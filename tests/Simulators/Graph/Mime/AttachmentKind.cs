namespace Veeam365.Simulators.Graph;

/// <summary>The three kinds of attachment that Graph knows.</summary>
internal enum AttachmentKind
{
    File,
    Item,
    Reference,
}
