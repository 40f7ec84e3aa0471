namespace Veeam365.Simulators.Graph;

/// <summary>A message as read under the mailbox's lock. Version null: removed from the folder that was asked.</summary>
internal readonly record struct MessageView(int Ordinal, int Folder, MessageVersion? Version, bool IsGone);
