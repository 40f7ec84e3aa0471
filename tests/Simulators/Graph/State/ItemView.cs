namespace Veeam365.Simulators.Graph;

/// <summary>A contact or event as read under the lock. State null: removed from the folder that was asked; IsGone tells whether from everywhere.</summary>
internal readonly record struct ItemView(int Ordinal, int Folder, ItemState? State, bool IsGone);
